//! The command `camshaft`, as a library, so that tests can run it without building another client library.

use std::process::ExitCode;

/// Runs the command with the process's arguments.
#[must_use]
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
