//! The errors of `camshaft merge`.

use crate::error::OwnError;

/// An error of `camshaft merge`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MergeCommandError {
    #[error(
        "cannot ask for confirmation: standard input is not a terminal\n\
         help: pass --yes to merge without asking; `camshaft merge --dry-run` shows what would be done"
    )]
    NotATerminal,
    #[error("cannot read standard input: {0}")]
    Stdin(std::io::Error),
    #[error(
        "{error}\n\
         run {run} stopped after {groups}; rerun the same command to continue\n\
         help: to undo the run: {undo}"
    )]
    Aborted {
        error: String,
        run: String,
        groups: String,
        undo: String,
    },
}

impl OwnError for MergeCommandError {}
