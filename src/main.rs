//! The `lyceum` command: parses the command line, runs the command, maps its outcome to an exit code.

use std::process::ExitCode;

use clap::Parser;
use lyceum::cli::{Cli, run};

fn main() -> ExitCode {
    run(&Cli::parse()).into()
}
