//! The errors of `camshaft compat`.

use std::path::PathBuf;

use crate::error::OwnError;

/// An error of `camshaft compat`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CompatError {
    #[error("cannot create a temporary folder or file: {0}")]
    Folder(std::io::Error),
    #[error("cannot start `git`: {0}")]
    Git(std::io::Error),
    #[error(
        "`{0}` is not a manifest file, a folder or a Git reference of this repository\n\
         help: `camshaft manifest --output` writes a manifest"
    )]
    NoRelease(String),
    #[error("no running release is given\nhelp: pass --running, for example --running v1.4")]
    NoRunning,
    #[error(
        "--apply needs the migrations of a running release, and manifest files have none\n\
         help: pass a running release as a folder or a Git reference"
    )]
    NoBase,
    #[error(
        "cannot create a database at `{url}`: {message}\nhelp: --apply needs a user who may create databases"
    )]
    NotCreated { url: String, message: String },
    #[error("stopped by Ctrl-C before all migrations were checked")]
    Stopped,
    #[error("`{}`: {problem}", .path.display())]
    Allow { path: PathBuf, problem: String },
}

impl OwnError for CompatError {}
