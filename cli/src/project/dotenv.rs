//! The file `.env`, as `diesel_cli` reads it.

use super::ProjectError;
use crate::error::Error;

/// Loads it into the environment: a missing file is fine, a broken one is not.
pub(crate) fn load() -> Result<(), Error> {
    match dotenvy::dotenv() {
        Err(dotenvy::Error::LineParse(..)) => Err(ProjectError::DotenvLine.into()),
        Err(error) if !error.not_found() => Err(ProjectError::Dotenv(error).into()),
        _ => Ok(()),
    }
}
