//! The errors that several commands have. A command or a folder keeps its own errors.

use std::path::PathBuf;

use camshaft::merge::MergeError;

/// An error of the command line tool, with its remedy.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("cannot read `{}`: {error}", path.display())]
    Read {
        path: PathBuf,
        error: std::io::Error,
    },
    #[error("cannot write `{}`: {error}", path.display())]
    Write {
        path: PathBuf,
        error: std::io::Error,
    },
    #[error("cannot write to standard output: {0}")]
    Stdout(std::io::Error),
    #[error("cannot install the handler of Ctrl-C: {0}")]
    Signals(String),
    #[error("{0}")]
    Merge(String),
    #[error("{0}")]
    Database(String),
    #[error(transparent)]
    Own(Box<dyn std::error::Error>),
}

/// An error that only one command has, or one folder beside the commands.
pub(crate) trait OwnError: std::error::Error + 'static {}

impl<E: OwnError> From<E> for Error {
    fn from(error: E) -> Self {
        Self::Own(Box::new(error))
    }
}

impl Error {
    pub(crate) fn merge(error: &MergeError) -> Self {
        Self::Merge(error.to_string())
    }

    pub(crate) fn database(error: &diesel::result::Error) -> Self {
        Self::Database(error.to_string())
    }
}
