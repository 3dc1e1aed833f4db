//! The crate from outside: pages in, published files, answers from both sides.
#![cfg(feature = "write")]

#[cfg(test)]
mod changes;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod determinism;
#[cfg(test)]
mod end_to_end;
#[cfg(test)]
mod hostile;
#[cfg(feature = "runtime")]
#[cfg(test)]
mod node;
#[cfg(feature = "pack")]
#[cfg(test)]
mod package;
#[cfg(test)]
mod parity;
#[cfg(test)]
mod site;
#[cfg(test)]
mod understanding;
