//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::database_url::DatabaseUrl;

const EXIT_CODES: &str = "\
Exit codes:
  0  done; for check-catalog: every catalog file is current
  1  check-catalog: a catalog file is not current
  2  an error; the message says what to do

`migration` exits with the code of `diesel` if that fails.";

/// Catalogs, checks and suggestions for Diesel projects.
#[derive(Debug, Parser)]
#[command(name = "camshaft", version, after_help = EXIT_CODES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Parses the process's arguments; help and faults end it.
pub(crate) fn parse() -> Args {
    Args::try_parse().unwrap_or_else(|error| {
        let text = error.to_string();
        let shown = redact_urls(&text, std::env::args());
        if shown == text {
            error.exit();
        }
        eprint!("{shown}");
        std::process::exit(error.exit_code());
    })
}

/// A message about a misplaced URL repeats it, with its password.
fn redact_urls(message: &str, args: impl Iterator<Item = String>) -> String {
    args.fold(message.to_owned(), |message, arg| {
        message.replace(&arg, &DatabaseUrl::new(&arg).redacted())
    })
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Prints the catalog of the database, or writes it beside each schema file of diesel.toml.
    ///
    /// The catalog of `src/schema.rs` is `src/catalog.rs`. Where several schema files share a
    /// folder, that of `schema_audit.rs` is `schema_audit_catalog.rs`. Only the section of the
    /// connected database's server is replaced.
    #[command(after_help = EXIT_CODES)]
    PrintCatalog(CatalogArgs),
    /// Checks that print-catalog would change nothing, and shows what it would change.
    ///
    /// Takes the options of print-catalog and writes nothing.
    #[command(after_help = EXIT_CODES)]
    CheckCatalog(CatalogArgs),
    /// Prints the `#[camshaft(..)]` attributes that the database supports.
    #[command(after_help = EXIT_CODES)]
    Suggest(SuggestArgs),
    /// Runs `diesel migration`, then print-catalog.
    #[command(after_help = EXIT_CODES)]
    Migration(MigrationArgs),
}

/// Which database, and what is known of the project.
#[derive(Debug, Default, Clone, clap::Args)]
pub(crate) struct SourceArgs {
    /// The database: `postgres://..`, or the path of a SQLite file. Without it, `DATABASE_URL` from
    /// the environment or from `.env`.
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// The diesel.toml. Without it, `DIESEL_CONFIG_FILE`, or the diesel.toml in this folder or one
    /// above it.
    #[arg(long, value_name = "FILE")]
    pub(crate) config_file: Option<PathBuf>,
}

/// The form of the catalog.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The `catalog!` that the derive reads.
    #[default]
    Rust,
    /// All facts of all tables, for other tools; never written into a catalog file of diesel.toml.
    Json,
}

#[derive(Debug, Default, clap::Args)]
pub(crate) struct CatalogArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// The module of the tables, as `crate::schema`. Without it, the path of the schema file
    /// under `src`.
    #[arg(long, value_name = "PATH")]
    pub(crate) schema_module: Option<String>,
    /// Only tables whose name matches one of these.
    #[arg(long, value_name = "REGEX", num_args = 1.., conflicts_with = "except_tables")]
    pub(crate) only_tables: Vec<String>,
    /// No tables whose name matches one of these.
    #[arg(long, value_name = "REGEX", num_args = 1..)]
    pub(crate) except_tables: Vec<String>,
    /// The file to write, instead of the one beside the schema file.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// The form of the catalog.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SuggestArgs {
    /// The tables, as `users` or `audit.events`. Without any, all.
    #[arg(value_name = "TABLE")]
    pub(crate) tables: Vec<String>,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct MigrationArgs {
    #[command(subcommand)]
    pub(crate) command: MigrationCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MigrationCommand {
    /// `diesel migration run`, then print-catalog.
    Run(MigrationRest),
    /// `diesel migration redo`, then print-catalog.
    Redo(MigrationRest),
    /// `diesel migration revert`, then print-catalog.
    Revert(MigrationRest),
}

#[derive(Debug, clap::Args)]
pub(crate) struct MigrationRest {
    /// Options of `diesel migration`, passed on as they are. `--locked` is diesel's
    /// `--locked-schema` and runs check-catalog, which writes nothing, instead of print-catalog;
    /// `--database-url` and `--config-file` hold for both.
    #[arg(
        value_name = "ARGS",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    pub(crate) rest: Vec<OsString>,
}
