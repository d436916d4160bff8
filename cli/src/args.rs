//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::compat::{self, CompatArgs};
use crate::database_url::DatabaseUrl;
use crate::ignore::IgnoreArgs;
use crate::index::{self, args::IndexArgs};
use crate::key::KeyArgs;
use crate::manifest::ManifestArgs;
use crate::merge::{self, args::MergeArgs};

const EXIT_CODES: &str = "\
Exit codes:
  0  done; for check-catalog: every catalog file is current; for duplicates: there are none
  1  check-catalog: a catalog file is not current; duplicates: there are some;
     manifest --check: the file is not current
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
    /// Takes the options of print-catalog and writes nothing. It also lists the declarations in the
    /// source that are `pending`, and says which of them have their index by now.
    #[command(after_help = EXIT_CODES)]
    CheckCatalog(CatalogArgs),
    /// Prints the `#[camshaft(..)]` attributes that the database supports.
    #[command(after_help = EXIT_CODES)]
    Suggest(SuggestArgs),
    /// Finds the rows of a table that are alike in a key, which keep a unique index from being built.
    ///
    /// The server compares, so its collations count. It reads the whole table once; with an ordinary
    /// index on the key, the index alone.
    #[command(after_help = EXIT_CODES)]
    Duplicates(DuplicatesArgs),
    /// Merges duplicates: of each group one row survives, and everything refers to it afterwards.
    ///
    /// It reads the live database, so that associations which no model knows of move too. Each group is
    /// a transaction of its own, while others write. Whatever is changed or deleted is kept in an
    /// archive, from which a run can be taken back.
    #[command(after_help = merge::args::EXIT_CODES)]
    Merge(Box<MergeArgs>),
    /// Merges duplicates, and creates the unique index that keeps them from coming back.
    ///
    /// On PostgreSQL the index is built CONCURRENTLY; what appears while it is built is merged, and
    /// it is built again. What earlier builds left INVALID is dropped. In the end the index is there
    /// and VALID, or it is said what is left. Then the migration to commit is printed.
    #[command(after_help = index::args::EXIT_CODES)]
    Index(Box<IndexArgs>),
    /// Prints what this release needs of its database: tables, columns, inserts, unique keys.
    ///
    /// It reads the schema files, their catalogs and the source, and no database. Stored with the
    /// release, `camshaft compat` checks new migrations against it while the release runs.
    #[command(after_help = EXIT_CODES)]
    Manifest(ManifestArgs),
    /// Takes a column out of what `diesel print-schema` prints: the step before it is dropped.
    ///
    /// To Diesel a column is there as long as `table!` lists it. The hunk is written into the patch file
    /// of diesel.toml.
    #[command(after_help = EXIT_CODES)]
    Ignore(IgnoreArgs),
    /// Checks that the releases which run survive a new schema.
    ///
    /// It compares facts that were read from a database with what each release uses, not the SQL of
    /// migrations.
    #[command(after_help = compat::EXIT_CODES)]
    Compat(CompatArgs),
    /// Runs `diesel migration`, then print-catalog.
    #[command(after_help = EXIT_CODES)]
    Migration(MigrationArgs),
}

/// Which database, and what is known of the project.
#[derive(Debug, Default, Clone, clap::Args)]
pub(crate) struct SourceArgs {
    /// The database: `postgres://..`, `mysql://..`, or the path of a SQLite file. Without it,
    /// `DATABASE_URL` from the environment or from `.env`.
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

/// The form of a report.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// A table for people.
    #[default]
    Table,
    /// One object for other tools.
    Json,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DuplicatesArgs {
    /// The table, as `users` or `audit.events`.
    #[arg(long, value_name = "TABLE")]
    pub(crate) table: String,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    /// NULLs are alike: for an index that says NULLS NOT DISTINCT.
    #[arg(long)]
    pub(crate) nulls_not_distinct: bool,
    /// How many groups are shown at most.
    #[arg(long, value_name = "GROUPS", default_value_t = 100)]
    pub(crate) limit: u64,
    /// The form of the report.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ReportFormat,
    /// The database: `postgres://..`, `mysql://..`, or the path of a SQLite file. Without it,
    /// `DATABASE_URL` from the environment or from `.env`.
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: Option<String>,
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
