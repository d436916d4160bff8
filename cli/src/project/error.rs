//! The errors of a project that cannot be read.

use std::path::PathBuf;

use crate::error::OwnError;

/// An error of a project that cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProjectError {
    #[error("cannot read `.env`: {0}")]
    Dotenv(dotenvy::Error),
    // The line itself may hold a password.
    #[error("`.env` has a line that does not parse\nhelp: a line is NAME=value, or NAME=\"value\"")]
    DotenvLine,
    #[error("`{pattern}` is not a regular expression: {error}")]
    Pattern {
        pattern: String,
        error: regex::Error,
    },
    #[error("the table filter `{0}` matches no table: check its spelling")]
    Unmatched(String),
    #[error("`{}` is not a diesel.toml: {message}", path.display())]
    Config { path: PathBuf, message: String },
    #[error("cannot parse `{}`: {error}", path.display())]
    Schema { path: PathBuf, error: syn::Error },
    #[error(
        "`{}` is not below `src`, so its module is unknown\n\
         help: pass --schema-module, for example --schema-module crate::schema", .0.display()
    )]
    NoModule(PathBuf),
    #[error("`{0}` is not a module path such as crate::schema")]
    BadModule(String),
    #[error(
        "{option} needs a single schema file, but diesel.toml has {count}\n\
         help: pass --config-file with a diesel.toml that has one"
    )]
    SeveralSchemas { option: &'static str, count: usize },
    #[error("two [print_schema] entries of diesel.toml have the same file `{}`", .0.display())]
    SameFile(PathBuf),
    #[error("`{}` is not a catalog file: {problem}\nhelp: remove it, or pass another --output", path.display())]
    NotACatalog { path: PathBuf, problem: String },
    #[error(
        "there is no schema file in `{}`\n\
         help: name it with --schema, or in diesel.toml", .folder.display()
    )]
    NoSchemaFile { folder: PathBuf },
    #[error("`{}` is not a manifest: {problem}", .path.display())]
    NotAManifest { path: PathBuf, problem: String },
}

impl OwnError for ProjectError {}
