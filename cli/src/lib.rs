//! The command `camshaft`, as a library, so that tests can run it without building another client library.
#![warn(clippy::unwrap_used, clippy::expect_used)]

#[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
compile_error!("camshaft-cli needs a backend: enable its feature `postgres`, `mysql` or `sqlite`");

mod commands;
mod database;
mod error;
mod project;
mod render;
mod state;
mod util;

use std::process::ExitCode;

use util::report::{self, Outcome};

/// Runs the command with the process's arguments.
#[must_use]
pub fn main() -> ExitCode {
    match project::dotenv::load().and_then(|()| commands::run(commands::parse())) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            report::error(&error);
            Outcome::Failed.into()
        }
    }
}
