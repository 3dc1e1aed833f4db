//! The crate from outside: pages in, published files, answers from both sides.
#![cfg(feature = "write")]

mod damage;
mod determinism;
mod end_to_end;
#[cfg(feature = "runtime")]
mod node;
mod parity;
mod site;
