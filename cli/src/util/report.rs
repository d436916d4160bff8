//! The output of the command, and its exit code.

use std::fmt::Display;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use crate::error::Error;

/// The outcome of the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    /// A catalog file is not what the database has.
    Stale,
    /// Duplicates were found, or changes that a release does not survive.
    Found,
    /// Groups of duplicates are left.
    Remaining,
    Failed,
    /// The exit code of `diesel`.
    Diesel(u8),
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Stale | Outcome::Found | Outcome::Remaining => Self::from(1),
            Outcome::Failed => Self::from(2),
            Outcome::Diesel(code) => Self::from(code),
        }
    }
}

/// Writes to the standard output; a reader that has gone away, as `head` does, is not an error.
pub(crate) fn print(text: &str) -> Result<(), Error> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::Stdout(error)),
        _ => Ok(()),
    }
}

/// Says what was done.
pub(crate) fn note(message: impl Display) {
    eprintln!("{message}");
}

/// Says what was left out.
pub(crate) fn warning(message: impl Display) {
    eprintln!("warning: {message}");
}

pub(crate) fn error(error: &Error) {
    eprintln!("error: {error}");
}
