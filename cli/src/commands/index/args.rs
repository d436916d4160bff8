//! The arguments of `camshaft index`.

use std::path::PathBuf;

use crate::commands::args::KeyArgs;
use crate::commands::merge::args::{CommonArgs, MergeOptions};

const EXIT_CODES: &str = "\
Exit codes:
  0    done: the index is there, and VALID
  1    it is not: duplicates are left, or it was stopped; the last lines say what is left
  2    refused, or an error that ended it; the message says what to do
  130  Ctrl-C was pressed twice";

/// Merges duplicates, and creates the unique index that keeps them from coming back.
///
/// On PostgreSQL the index is built CONCURRENTLY; what appears while it is built is merged, and
/// it is built again. What earlier builds left INVALID is dropped. In the end the index is there
/// and VALID, or it is said what is left. Then the migration to commit is printed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct IndexArgs {
    /// The table, as `users` or `audit.events`.
    #[arg(long)]
    pub(crate) table: String,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    /// The name of the index. Without it, `users_email_key` for the column `email` of `users`.
    #[arg(long)]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) options: MergeOptions,
    /// How often it is built at most.
    #[arg(long, value_name = "TIMES", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) attempts: u32,
    /// PostgreSQL, for small tables: one transaction that locks writers out, merges, and creates the
    /// index, so that nothing can come in between.
    #[arg(long)]
    pub(crate) in_place: bool,
    /// Writes the migration into this folder, instead of printing it. Without a folder, that of Diesel:
    /// `MIGRATION_DIRECTORY`, that of diesel.toml, or the nearest `migrations`.
    #[arg(long, value_name = "DIR", num_args = 0..=1)]
    #[expect(
        clippy::option_option,
        reason = "not given, given, given with a folder"
    )]
    pub(crate) migration: Option<Option<PathBuf>>,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}
