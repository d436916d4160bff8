//! The errors of `camshaft index`.

use crate::error::OwnError;

/// An error of `camshaft index`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IndexError {
    #[error(
        "the index `{name}` already exists with a different definition: {definition}\nhelp: pass another --name"
    )]
    DifferentDefinition { name: String, definition: String },
    #[error("the name `{name}` is already in use: {what}\nhelp: pass another --name")]
    NameInUse { name: String, what: String },
    #[error("the index name is empty\nhelp: pass a --name, or leave the option out")]
    EmptyName,
    #[error("the index name `{name}` has {length}, but {limit}\nhelp: pass another --name")]
    Name {
        name: String,
        length: String,
        limit: String,
    },
    #[error("the index `{name}` cannot be created on {on}: {reason}\nhelp: {help}")]
    Refused {
        name: String,
        on: String,
        reason: String,
        help: String,
    },
    #[error(
        "the index `{name}` cannot be built: {error}\n\
         {left}\n\
         help: a retry would fail the same way; `camshaft merge --undo` restores the merged rows"
    )]
    Failed {
        name: String,
        error: String,
        left: String,
    },
    #[error(
        "the index `{name}` is being built by process {pid}\nhelp: wait until it ends, then rerun the same command"
    )]
    BeingBuilt { name: String, pid: String },
    #[error("--in-place works on PostgreSQL only\nhelp: rerun the command without it")]
    InPlace,
    #[error(
        "--where needs a partial index, which MySQL and MariaDB do not have\n\
         help: `camshaft merge --where` merges the rows without an index"
    )]
    NoPartialIndexes,
}

impl OwnError for IndexError {}
