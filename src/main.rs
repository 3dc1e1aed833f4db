//! The `lyceum` command: parses the command line, runs the command, maps its outcome to an exit code.

use std::process::ExitCode;

use clap::Parser;
use lyceum::cli::{Cli, run};
use mimalloc::MiMalloc;

/// A build is half a billion small texts made and dropped on all threads.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    run(&Cli::parse()).into()
}
