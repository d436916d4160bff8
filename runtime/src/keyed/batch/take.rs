//! The choice among the rows of a read: pure.

use std::collections::{HashMap, HashSet};

use super::affected::{AffectedRow, RowStatus};

/// A row that the statement before the read returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Returned<T> {
    pub(super) row: T,
    pub(super) is_created: bool,
    /// The key that it is stored with, where that has to be compared.
    stored: Option<String>,
}

/// The choice of rows that are taken from a read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Take<T> {
    /// All rows are taken; their row ids do not matter.
    WithoutRowIds,
    /// All rows are taken.
    All,
    /// The rows that an update wrote are taken: these.
    Updated(HashSet<String>),
    /// The rows that an insert wrote are taken: all but these.
    Created(HashSet<String>),
    /// The rows that were returned before are taken, in place of those read; and all others, if
    /// asked for.
    Returned(HashMap<String, Returned<T>>, Others),
    /// The rows that other keys took before are taken.
    Known,
}

/// The use of rows that a statement did not write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// The rows are taken.
    Taken,
    /// The rows are left.
    Left,
}

impl<T> Take<T> {
    /// Takes the rows that a statement wrote and returned.
    pub(super) fn returned(rows: Vec<AffectedRow<T>>, is_created: bool, others: Others) -> Self {
        let rows = rows.into_iter().filter_map(|affected_row| {
            let stored = match affected_row.status {
                RowStatus::PassedOver => return None,
                RowStatus::Written => None,
                RowStatus::WrittenAs(stored) => Some(stored),
            };
            let returned = Returned {
                row: affected_row.row,
                is_created,
                stored,
            };
            Some((affected_row.row_id, returned))
        });
        Self::Returned(rows.collect(), others)
    }

    /// Returns the stored keys of a few rows that were returned, and that the read after it did not find.
    // A few are enough: another session may well delete many.
    pub(super) fn lost(&self) -> Vec<String> {
        const FEW: usize = 8;
        let Self::Returned(rows, _) = self else {
            return Vec::new();
        };
        let stored = rows.values().filter_map(|row| row.stored.clone());
        stored.take(FEW).collect()
    }
}
