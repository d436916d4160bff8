//! The database, and the configuration of the project.

use std::path::PathBuf;

// No doc comment: clap would take it for the help of the command.
#[derive(Debug, Default, Clone, clap::Args)]
pub(crate) struct SourceArgs {
    /// The database: `postgres://..`, `mysql://..`, or the path of a SQLite file. Default:
    /// `DATABASE_URL` from the environment or from `.env`.
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// The diesel.toml file. Default: `DIESEL_CONFIG_FILE`, or the diesel.toml in this folder or the
    /// nearest one above it.
    #[arg(long, value_name = "FILE")]
    pub(crate) config_file: Option<PathBuf>,
}
