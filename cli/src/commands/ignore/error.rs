//! The errors of `camshaft ignore`.

use std::path::PathBuf;

use crate::error::OwnError;

/// An error of `camshaft ignore`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IgnoreError {
    #[error(
        "no schema file has the column `{0}`\n\
         help: name it as `users.plan_limit`, as it is called in SQL"
    )]
    NoSuchColumn(String),
    #[error(
        "no diesel.toml names a schema file, which `diesel print-schema` would write\n\
         help: add `[print_schema]` with `file = \"src/schema.rs\"`"
    )]
    NoPrintedFile,
    #[error(
        "the column `{column}` shares its line in `{}` with something else\n\
         help: let `diesel print-schema` write the file", .path.display()
    )]
    SharedLine { column: String, path: PathBuf },
    #[error("`{0}` is in the primary key, which Diesel needs")]
    PrimaryKey(String),
    #[error(
        "the patch in `{}` is not what the schema file was made with: {message}\n\
         help: run `diesel print-schema` first", .path.display()
    )]
    PatchFile { path: PathBuf, message: String },
}

impl OwnError for IgnoreError {}
