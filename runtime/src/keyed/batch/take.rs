//! The choice among the rows of a reading: pure.

use std::collections::{HashMap, HashSet};

use super::touched::{Standing, Told};

/// A row that the statement before the reading returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Returned<T> {
    pub(super) row: T,
    pub(super) is_created: bool,
    /// The key that it is stored with, where that has to be compared.
    stored: Option<String>,
}

/// Which of the rows that were read are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Take<T> {
    /// All, and their marks do not matter.
    Unmarked,
    /// All.
    All,
    /// Those that an update wrote: these.
    Updated(HashSet<String>),
    /// Those that an insert wrote: all but these.
    Created(HashSet<String>),
    /// Those that were returned before, in place of what was read; and all others, if asked for.
    Returned(HashMap<String, Returned<T>>, Others),
    /// Those that were taken before, by other keys.
    Known,
}

/// What becomes of rows that a statement did not write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// They are taken.
    Taken,
    /// They are left.
    Left,
}

impl<T> Take<T> {
    /// The rows that a statement wrote and returned.
    pub(super) fn returned(rows: Vec<Told<T>>, is_created: bool, others: Others) -> Self {
        let rows = rows.into_iter().filter_map(|told| {
            let stored = match told.standing {
                Standing::PassedOver => return None,
                Standing::Written => None,
                Standing::WrittenAs(stored) => Some(stored),
            };
            let returned = Returned {
                row: told.row,
                is_created,
                stored,
            };
            Some((told.mark, returned))
        });
        Self::Returned(rows.collect(), others)
    }

    /// The stored keys of rows that were returned, and not found by the reading after it: a few of them,
    /// as another session that deletes many is no wonder.
    pub(super) fn lost(&self) -> Vec<String> {
        const FEW: usize = 8;
        let Self::Returned(rows, _) = self else {
            return Vec::new();
        };
        let stored = rows.values().filter_map(|row| row.stored.clone());
        stored.take(FEW).collect()
    }
}
