//! The arguments of `camshaft index`.

use std::path::PathBuf;

use crate::commands::args::KeyArgs;
use crate::commands::merge::args::{CommonArgs, MergeOptions};

const EXIT_CODES: &str = "\
Exit codes:
  0    done: the index exists and is VALID
  1    not done: duplicates are left, or the command was stopped; the last lines say what is left
  2    an error; the message says what to do
  130  Ctrl-C was pressed twice";

/// Merges duplicates, and creates the unique index that prevents new ones.
///
/// On PostgreSQL the index is built CONCURRENTLY: duplicates that appear during the build are merged,
/// and it is built again. INVALID indexes of earlier builds are dropped. In the end the index is VALID,
/// or the command reports what is left. Then it prints the migration to commit.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct IndexArgs {
    /// The table, such as `users` or `audit.events`.
    #[arg(long)]
    pub(crate) table: String,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    /// The name of the index. Default: `users_email_key` for the column `email` of `users`.
    #[arg(long)]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) options: MergeOptions,
    /// The maximum number of builds.
    #[arg(long, value_name = "TIMES", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) attempts: u32,
    /// Merges and creates the index in one transaction that blocks writers, so that no duplicate can
    /// appear in between. For small tables, on PostgreSQL only.
    #[arg(long)]
    pub(crate) in_place: bool,
    /// Writes the migration into this folder instead of printing it. Default folder: that of Diesel,
    /// which is `MIGRATION_DIRECTORY`, that of diesel.toml, or the nearest `migrations`.
    #[arg(long, value_name = "DIR", num_args = 0..=1)]
    #[expect(
        clippy::option_option,
        reason = "not given, given, given with a folder"
    )]
    pub(crate) migration: Option<Option<PathBuf>>,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}
