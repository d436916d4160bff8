//! The command `camshaft`.

use std::process::ExitCode;

fn main() -> ExitCode {
    camshaft_cli::main()
}
