//! The errors of `camshaft merge`.

use crate::error::OwnError;

/// An error of `camshaft merge`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MergeCommandError {
    #[error(
        "nobody can be asked, as the standard input is no terminal\n\
         help: `camshaft merge --dry-run` shows what would be done, --yes does it"
    )]
    NotATerminal,
    #[error("the standard input cannot be read: {0}")]
    Stdin(std::io::Error),
    #[error(
        "{error}\n\
         run {run} broke off after {groups}; the same command goes on with the others\n\
         help: to take it back: {undo}"
    )]
    Aborted {
        error: String,
        run: String,
        groups: String,
        undo: String,
    },
}

impl OwnError for MergeCommandError {}
