//! The running releases: stored manifests, or what a folder or a commit declares.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::error::CompatError;
use crate::error::Error;
use crate::project::manifest::{self, Manifest, Project};

/// A release.
#[derive(Debug)]
pub(crate) struct Release {
    /// The name, as it was given.
    pub(crate) name: String,
    pub(crate) manifest: Manifest,
    /// The folder of the release; `None` for a manifest.
    pub(crate) folder: Option<PathBuf>,
    /// The checkout of the commit, which is removed with the release.
    _checkout: Option<TempDir>,
}

impl Release {
    /// Finds a release by a manifest file, a folder, or a Git reference.
    pub(crate) fn find(name: &str) -> Result<Self, Error> {
        let path = Path::new(name);
        if path.is_file() {
            return Ok(Self {
                name: name.to_owned(),
                manifest: manifest::read(path)?,
                folder: None,
                _checkout: None,
            });
        }
        if path.is_dir() {
            return Self::of_folder(name, path.to_owned(), None);
        }
        let checkout = tempfile::tempdir().map_err(CompatError::Folder)?;
        let folder = check_out(name, checkout.path())?;
        Self::of_folder(name, folder, Some(checkout))
    }

    /// Reads the release that this folder is about to make.
    pub(crate) fn next() -> Result<Self, Error> {
        Self::of_folder("this release", PathBuf::new(), None)
    }

    fn of_folder(name: &str, folder: PathBuf, checkout: Option<TempDir>) -> Result<Self, Error> {
        let project = Project {
            folder: &folder,
            schema: None,
            config: None,
        };
        Ok(Self {
            name: name.to_owned(),
            manifest: project.manifest()?,
            folder: Some(folder),
            _checkout: checkout,
        })
    }
}

/// Writes a commit's files into a folder, and returns the path of the current folder within it. Neither
/// the index nor the files of the repository are changed.
fn check_out(reference: &str, target: &Path) -> Result<PathBuf, Error> {
    let unknown = || CompatError::NoRelease(reference.to_owned());
    // git would take it for an option.
    if reference.starts_with('-') {
        return Err(unknown().into());
    }
    let commit = format!("{reference}^{{commit}}");
    let commit = git(
        &[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &commit,
        ],
        None,
    )?;
    let commit = commit.ok_or_else(unknown)?;
    let within = git(&["rev-parse", "--show-prefix"], None)?.ok_or_else(unknown)?;
    let files = target.join("files");
    let index = target.join("index");
    // With a slash at its end it is a folder.
    let prefix = format!("--prefix={}/", files.display());
    let root = git(&["rev-parse", "--show-toplevel"], None)?.ok_or_else(unknown)?;
    for arguments in [
        &["-C", &root, "read-tree", &commit][..],
        &["-C", &root, "checkout-index", "--all", &prefix][..],
    ] {
        git(arguments, Some(&index))?.ok_or_else(unknown)?;
    }
    Ok(files.join(within))
}

/// Runs `git`, and returns its output; `None` if it failed.
fn git(arguments: &[&str], index: Option<&Path>) -> Result<Option<String>, Error> {
    let mut command = Command::new("git");
    command.args(arguments);
    if let Some(index) = index {
        // git gets an index of its own, so that the repository keeps its index.
        command.env("GIT_INDEX_FILE", index);
    }
    let output = command.output().map_err(CompatError::Git)?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok(output.status.success().then_some(text))
}
