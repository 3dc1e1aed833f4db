//! The `lyceum` command: parses the command line, runs the command, maps its outcome to an exit code.

use std::process::ExitCode;

use clap::Parser;
use lyceum::cli::{Cli, run};
use mimalloc::MiMalloc;

/// A build makes and drops many small texts on all threads ([decision 31](../docs/decisions/0031-caches.md)).
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    run(&Cli::parse()).into()
}
