//! The command `camshaft`, as a library, so that tests can run it without building another client library.
#![warn(clippy::unwrap_used, clippy::expect_used)]

#[cfg(not(any(feature = "postgres", feature = "sqlite")))]
compile_error!("camshaft-cli needs a backend: enable its feature `postgres` or `sqlite`");

mod args;
mod atomic;
mod catalog_file;
mod check_catalog;
mod config;
mod connect;
mod database_url;
mod error;
mod filter;
mod inflect;
mod migration;
mod print_catalog;
mod render_json;
mod render_rust;
mod report;
mod rust_name;
mod schema_file;
mod select;
mod suggest;
mod target;

use std::process::ExitCode;

use args::{Args, Command};
use error::Error;
use report::Outcome;

/// Runs the command with the process's arguments.
#[must_use]
pub fn main() -> ExitCode {
    match load_dotenv().and_then(|()| run(args::parse())) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            report::error(&error);
            Outcome::Failed.into()
        }
    }
}

fn run(args: Args) -> Result<Outcome, Error> {
    match args.command {
        Command::PrintCatalog(args) => print_catalog::run(&args),
        Command::CheckCatalog(args) => check_catalog::run(&args),
        Command::Suggest(args) => suggest::run(&args),
        Command::Migration(args) => migration::run(args.command),
    }
}

/// Like `diesel_cli`: a missing `.env` is fine, a broken one is not.
fn load_dotenv() -> Result<(), Error> {
    match dotenvy::dotenv() {
        Err(dotenvy::Error::LineParse(..)) => Err(Error::DotenvLine),
        Err(error) if !error.not_found() => Err(Error::Dotenv(error)),
        _ => Ok(()),
    }
}
