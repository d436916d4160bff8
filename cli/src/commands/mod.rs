//! The commands: a line for each in every list of this file, all else in the module of the command.

mod args;
mod check_catalog;
mod compat;
mod duplicates;
mod ignore;
mod index;
mod manifest;
mod merge;
mod migration;
mod print_catalog;
mod suggest;

use clap::{Parser, Subcommand};

use crate::database::url::DatabaseUrl;
use crate::error::Error;
use crate::util::report::Outcome;

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  something remains to be done; the help of each command describes it
  2  an error; the message says what to do";

/// Writes and checks catalogs, merges duplicates, and checks migrations for Diesel projects.
#[derive(Debug, Parser)]
#[command(name = "camshaft", version, after_help = EXIT_CODES)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    PrintCatalog(print_catalog::PrintCatalogArgs),
    CheckCatalog(check_catalog::CheckCatalogArgs),
    Suggest(suggest::SuggestArgs),
    Duplicates(duplicates::DuplicatesArgs),
    Merge(Box<merge::args::MergeArgs>),
    Index(Box<index::args::IndexArgs>),
    Manifest(manifest::ManifestArgs),
    Ignore(ignore::IgnoreArgs),
    Compat(compat::CompatArgs),
    Migration(migration::MigrationArgs),
}

/// Runs the command that the arguments name.
pub(crate) fn run(args: Args) -> Result<Outcome, Error> {
    match args.command {
        Command::PrintCatalog(args) => print_catalog::run(&args.catalog),
        Command::CheckCatalog(args) => check_catalog::run(&args.catalog),
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

/// Parses the process's arguments; exits on `--help` and on errors.
pub(crate) fn parse() -> Args {
    Args::try_parse().unwrap_or_else(|error| {
        let text = error.to_string();
        let shown = redact_urls(&text, std::env::args());
        // clap's own way to print has colours; a text that was changed is printed by hand.
        if shown == text {
            error.exit();
        }
        eprint!("{shown}");
        std::process::exit(error.exit_code());
    })
}

/// Hides passwords: a message about a misplaced URL repeats it.
fn redact_urls(message: &str, args: impl Iterator<Item = String>) -> String {
    args.fold(message.to_owned(), |message, arg| {
        message.replace(&arg, &DatabaseUrl::new(&arg).redacted())
    })
}
