//! Paths and files, with errors that name them.

use std::io::ErrorKind;
use std::path::Path;

use super::atomic;
use crate::error::Error;

/// Returns a path as the user would write it here.
pub(crate) fn shown(path: &Path) -> String {
    let folder = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(folder)
        .unwrap_or(path)
        .display()
        .to_string()
}

/// Reads a file.
pub(crate) fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|error| Error::Read {
        path: path.to_owned(),
        error,
    })
}

/// Reads a file; `None` if it does not exist.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<String>, Error> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::Read {
            path: path.to_owned(),
            error,
        }),
    }
}

/// Writes a file at once or not at all.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Error> {
    atomic::write(path, text).map_err(|error| Error::Write {
        path: path.to_owned(),
        error,
    })
}
