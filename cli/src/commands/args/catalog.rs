//! The options of a catalog: print-catalog writes it, check-catalog compares it.

use std::path::PathBuf;

use clap::ValueEnum;

use super::source::SourceArgs;
use crate::project::target::TargetOptions;

/// The format of the catalog.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The `catalog!` that the derive reads.
    #[default]
    Rust,
    /// All facts of all tables as JSON, for other tools. It is never written into a catalog file of
    /// diesel.toml.
    Json,
}

// No doc comment: clap would take it for the help of the command.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct CatalogArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// The module of the tables, such as `crate::schema`. Default: the path of the schema file below
    /// `src`.
    #[arg(long, value_name = "PATH")]
    pub(crate) schema_module: Option<String>,
    /// Includes only tables whose name matches one of these patterns.
    #[arg(long, value_name = "REGEX", num_args = 1.., conflicts_with = "except_tables")]
    pub(crate) only_tables: Vec<String>,
    /// Excludes tables whose name matches one of these patterns.
    #[arg(long, value_name = "REGEX", num_args = 1..)]
    pub(crate) except_tables: Vec<String>,
    /// The file to write, instead of the one beside the schema file.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// The format of the catalog.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

impl CatalogArgs {
    /// Returns what the options say about the files.
    pub(crate) fn target_options(&self) -> TargetOptions<'_> {
        TargetOptions {
            output: self.output.as_deref(),
            schema_module: self.schema_module.as_deref(),
        }
    }
}
