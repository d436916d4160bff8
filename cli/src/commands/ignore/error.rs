//! The errors of `camshaft ignore`.

use std::path::PathBuf;

use crate::error::OwnError;

/// An error of `camshaft ignore`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IgnoreError {
    #[error(
        "no schema file has the column `{0}`\n\
         help: pass the SQL names of table and column, such as `users.plan_limit`"
    )]
    NoSuchColumn(String),
    #[error(
        "diesel.toml names no schema file for `diesel print-schema` to write\n\
         help: add `[print_schema]` with `file = \"src/schema.rs\"`"
    )]
    NoPrintedFile,
    #[error(
        "the column `{column}` is not on a line of its own in `{}`\n\
         help: run `diesel print-schema` to write the file", .path.display()
    )]
    SharedLine { column: String, path: PathBuf },
    #[error("cannot ignore `{0}`: it is in the primary key, which Diesel needs")]
    PrimaryKey(String),
    #[error(
        "the patch `{}` does not match the schema file: {message}\n\
         help: run `diesel print-schema` first", .path.display()
    )]
    PatchFile { path: PathBuf, message: String },
}

impl OwnError for IgnoreError {}
