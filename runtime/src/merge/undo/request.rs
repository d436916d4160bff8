//! The request to take a run back, and its result.

use crate::merge::request::ARCHIVE;

/// A row that could not be given back what it had.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftRow {
    /// The table.
    pub table: String,
    /// The key, as the archive has it: a JSON object.
    pub key: String,
    /// The reason.
    pub reason: String,
}

/// The rows that were restored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Undone {
    /// The number of groups.
    pub groups: u64,
    /// The number of rows that were inserted again.
    pub restored: u64,
    /// The number of rows that refer to where they referred before.
    pub moved_back: u64,
    /// The number of rows that were left as they are: somebody changed or deleted them meanwhile, or took their key.
    pub left: u64,
    /// The rows among them that the server refused, and why; no more than a hundred.
    pub refused: Vec<LeftRow>,
}

/// The request to take a run of a merge back: deleted rows are inserted again, and rows that referred to them refer to
/// them again.
///
/// A row that was changed or deleted since is left as it is, and counted. So is one that the server refuses, as its
/// key belongs to another row by now, with what referred to it: it is named, and the same call tries it again. A unique
/// index that was created meanwhile refuses the duplicates themselves: it has to be dropped first.
#[derive(Debug, Clone)]
#[must_use = "nothing is sent to the database before `run`"]
pub struct Undo {
    pub(super) run: String,
    pub(super) archive: String,
}

impl Undo {
    /// Creates the request for the run with this name.
    pub fn new(run: impl Into<String>) -> Self {
        Self {
            run: run.into(),
            archive: ARCHIVE.to_owned(),
        }
    }

    /// Sets the archive.
    pub fn archive(self, table: impl Into<String>) -> Self {
        Self {
            archive: table.into(),
            ..self
        }
    }
}
