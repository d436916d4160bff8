//! The needs of a release: read from a project, or stored with the release.

mod declared;
mod document;
mod project;

use std::path::Path;

use super::ProjectError;
use crate::error::Error;
use document::VERSION;
pub(crate) use document::{Insert, Manifest, Needed, NeededColumn, UniqueKey};
pub(crate) use project::Project;

/// Reads a manifest that was stored.
pub(crate) fn read(path: &Path) -> Result<Manifest, Error> {
    let text = crate::util::path::read(path)?;
    let not_one = |problem: String| ProjectError::NotAManifest {
        path: path.to_owned(),
        problem,
    };
    let value: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| not_one(error.to_string()))?;
    match value.get("version").and_then(serde_json::Value::as_u64) {
        Some(version) if version == u64::from(VERSION) => {}
        Some(version) => {
            return Err(Error::from(not_one(format!(
                "its version is {version}, but this camshaft reads version {VERSION}"
            ))));
        }
        None => return Err(not_one("it has no version".to_owned()).into()),
    }
    Ok(serde_json::from_value(value).map_err(|error| not_one(error.to_string()))?)
}
