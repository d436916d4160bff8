//! The errors of `camshaft compat`.

use std::path::PathBuf;

use crate::error::OwnError;

/// An error of `camshaft compat`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CompatError {
    #[error("a temporary folder cannot be used: {0}")]
    Folder(std::io::Error),
    #[error("`git` cannot be started: {0}")]
    Git(std::io::Error),
    #[error(
        "`{0}` is no manifest, no folder, and nothing that `git` knows here\n\
         help: `camshaft manifest --output` writes a manifest"
    )]
    NoRelease(String),
    #[error("no release is given\nhelp: pass --running, as in --running v1.4")]
    NoRunning,
    #[error(
        "none of the running releases has migrations\n\
         help: pass one of them as a folder or by what `git` knows it, so that its migrations can be applied first"
    )]
    NoBase,
    #[error(
        "no database can be created at `{url}`: {message}\nhelp: --apply needs the right to create one"
    )]
    NotCreated { url: String, message: String },
    #[error("stopped")]
    Stopped,
    #[error("`{}`: {problem}", .path.display())]
    Allow { path: PathBuf, problem: String },
}

impl OwnError for CompatError {}
