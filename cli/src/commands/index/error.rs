//! The errors of `camshaft index`.

use crate::error::OwnError;

/// An error of `camshaft index`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IndexError {
    #[error(
        "there is an index `{name}` already, and it is something else: {what}\nhelp: pass another --name"
    )]
    NameInUse { name: String, what: String },
    #[error("the name `{name}` has {length}, and {limit}\nhelp: pass another --name")]
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
         help: it would fail again; what was merged can be taken back with `camshaft merge --undo`"
    )]
    Failed {
        name: String,
        error: String,
        left: String,
    },
    #[error(
        "the index `{name}` is being built by process {pid}\nhelp: wait for it, and run this again"
    )]
    BeingBuilt { name: String, pid: String },
    #[error("--in-place is for PostgreSQL\nhelp: leave it out")]
    InPlace,
    #[error(
        "MySQL and MariaDB have no partial indexes, which --where asks for\n\
         help: `camshaft merge` merges the rows for which it holds"
    )]
    NoPartialIndexes,
}

impl OwnError for IndexError {}
