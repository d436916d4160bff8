//! The command `camshaft`, as a library, so that tests can run it without building another client library.
#![warn(clippy::unwrap_used, clippy::expect_used)]

#[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
compile_error!("camshaft-cli needs a backend: enable its feature `postgres`, `mysql` or `sqlite`");

mod args;
mod atomic;
mod catalog_file;
mod check_catalog;
mod clock;
mod compat;
mod config;
mod connect;
mod database;
mod database_url;
mod declared;
mod duplicates;
mod error;
mod filter;
mod ignore;
mod index;
mod inflect;
mod key;
mod manifest;
mod merge;
mod migration;
mod print_catalog;
mod render_json;
mod render_rust;
mod report;
mod rust_name;
mod schema_file;
mod select;
mod source;
mod stale;
mod state;
mod stop;
mod suggest;
mod target;
mod whole;

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
        Command::Duplicates(args) => duplicates::run(&args),
        Command::Merge(args) => merge::run(&args),
        Command::Index(args) => index::run(&args),
        Command::Manifest(args) => manifest::run(&args),
        Command::Ignore(args) => ignore::run(&args),
        Command::Compat(args) => compat::run(&args),
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
