//! The rows that a statement for many keys wrote: pure.

use std::collections::HashSet;

/// A row that a statement returned: its row id, one text, the row.
pub(super) type RowWithId<T> = (String, Option<String>, T);

/// A row that a statement wrote or met, as the server returned it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AffectedRow<T> {
    /// The text that identifies the row.
    pub(super) row_id: String,
    /// The way in which it came to be.
    pub(super) status: RowStatus,
    /// The row.
    pub(super) row: T,
}

/// The way in which a row that a statement returned came to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowStatus {
    /// The statement wrote it, with one of the keys asked for.
    Written,
    /// The statement wrote it, and this is the key that it is stored with.
    WrittenAs(String),
    /// The insert passed over it.
    PassedOver,
}

/// The rows that a statement wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AffectedRows<T> {
    /// The server returned them.
    Rows(Vec<AffectedRow<T>>),
    /// The rows with these row ids.
    These(HashSet<String>),
    /// The rows of its keys, except those with these row ids.
    AllBut(HashSet<String>),
    /// Nobody asked.
    Unknown,
    /// A row with a key that was not asked for, or outside of the index's predicate; its key, where
    /// the server says it.
    WrongRow(Option<String>),
}

impl<T> AffectedRows<T> {
    /// Returns the outcome of a statement that wrote no row.
    #[must_use]
    pub fn none() -> Self {
        Self::These(HashSet::new())
    }

    /// Creates the outcome from the rows returned: each comes with the key that it is stored with,
    /// if that was not asked for.
    #[must_use]
    pub fn from_returned(rows: Vec<RowWithId<T>>) -> Self {
        let mut affected_rows = Vec::with_capacity(rows.len());
        for (row_id, stored, row) in rows {
            if let Some(stored) = stored {
                return Self::WrongRow(Some(stored));
            }
            affected_rows.push(AffectedRow {
                row_id,
                status: RowStatus::Written,
                row,
            });
        }
        Self::Rows(affected_rows)
    }

    /// Creates the outcome from the rows that MariaDB returned: each comes with the key that it is
    /// stored with, if it is new.
    #[must_use]
    pub fn from_met(rows: Vec<RowWithId<T>>) -> Self {
        let affected_rows = rows.into_iter().map(|(row_id, stored, row)| AffectedRow {
            row_id,
            status: stored.map_or(RowStatus::PassedOver, RowStatus::WrittenAs),
            row,
        });
        Self::Rows(affected_rows.collect())
    }

    /// Returns the rows that an insert wrote, out of those with its keys, which were read before
    /// anybody could delete one. That some key has none means that its row is stored with another
    /// one, unless the insert may have passed over another unique key of that row.
    pub(super) fn read_back(self, read: Vec<(i64, String, T)>, has_all: bool) -> Self {
        let Self::AllBut(passed_over) = &self else {
            return self;
        };
        if !has_all {
            return Self::WrongRow(None);
        }
        let affected_rows = read.into_iter().map(|(_, row_id, row)| AffectedRow {
            status: if passed_over.contains(&row_id) {
                RowStatus::PassedOver
            } else {
                RowStatus::Written
            },
            row_id,
            row,
        });
        Self::Rows(affected_rows.collect())
    }

    /// Returns whether it is known that none was written.
    pub(super) fn is_none(&self) -> bool {
        match self {
            Self::Rows(rows) => rows.is_empty(),
            Self::These(row_ids) => row_ids.is_empty(),
            Self::AllBut(_) | Self::Unknown | Self::WrongRow(_) => false,
        }
    }
}

/// Returns the row id of a row whose key is one integer, where nothing else is part of it.
pub(super) fn row_id_of_integer(key: i64) -> String {
    key.to_string()
}

/// Returns the integer in the row id of a row whose key is one: the text before a colon.
pub(super) fn integer_of_row_id(row_id: &str) -> Option<i64> {
    row_id.split(':').next()?.parse().ok()
}

/// The meaning of the row ids that a session collects for a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Collects {
    /// The row ids of the rows that it wrote.
    Written,
    /// The row ids of the rows that it passed over.
    PassedOver,
    /// No row ids: it wrote a row for each key, or failed.
    Nothing,
    /// Nobody asks.
    Unknown,
}

impl Collects {
    /// Returns whether there are row ids to read.
    pub(super) const fn any(self) -> bool {
        matches!(self, Self::Written | Self::PassedOver)
    }

    /// Returns the rows that were written.
    pub(super) fn affected<T>(self, row_ids: Option<&str>) -> AffectedRows<T> {
        match self {
            Self::Written => AffectedRows::These(collected(row_ids)),
            Self::PassedOver | Self::Nothing => AffectedRows::AllBut(collected(row_ids)),
            Self::Unknown => AffectedRows::Unknown,
        }
    }
}

/// Returns the row ids in what a session collected.
fn collected(row_ids: Option<&str>) -> HashSet<String> {
    let row_ids = row_ids.unwrap_or_default().split(',');
    row_ids
        .filter(|row_id| !row_id.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{AffectedRows, Collects, RowStatus, integer_of_row_id, row_id_of_integer};

    fn row_ids(affected: AffectedRows<()>) -> Vec<String> {
        let (AffectedRows::These(row_ids) | AffectedRows::AllBut(row_ids)) = affected else {
            panic!("{affected:?}");
        };
        let mut row_ids: Vec<_> = row_ids.into_iter().collect();
        row_ids.sort();
        row_ids
    }

    #[test]
    fn row_ids_are_separated_by_commas() {
        assert_eq!(row_ids(Collects::Written.affected(Some("b,a"))), ["a", "b"]);
        let none: AffectedRows<()> = Collects::Written.affected(None);
        assert!(none.is_none());
        let all: AffectedRows<()> = Collects::Nothing.affected(None);
        assert!(!all.is_none());
    }

    #[test]
    fn row_ids_of_integers_begin_with_them() {
        for integer in [i64::MIN, -3, 0, 7] {
            assert_eq!(
                integer_of_row_id(&row_id_of_integer(integer)),
                Some(integer)
            );
            assert_eq!(integer_of_row_id(&format!("{integer}:12")), Some(integer));
        }
        assert_eq!(integer_of_row_id("ab:1"), None);
    }

    #[test]
    fn one_row_that_was_not_asked_for_is_reported() {
        let rows = |stored: Option<&str>| {
            let stored = stored.map(str::to_owned);
            vec![("a".to_owned(), None, 1), ("b".to_owned(), stored, 2)]
        };
        let wrong = AffectedRows::WrongRow(Some("b".to_owned()));
        assert_eq!(AffectedRows::from_returned(rows(Some("b"))), wrong);
        let AffectedRows::Rows(written) = AffectedRows::from_returned(rows(None)) else {
            panic!();
        };
        assert!(
            written
                .iter()
                .all(|affected_row| affected_row.status == RowStatus::Written)
        );
        let AffectedRows::Rows(met) = AffectedRows::from_met(rows(Some("62"))) else {
            panic!();
        };
        assert_eq!(met[0].status, RowStatus::PassedOver);
        assert_eq!(met[1].status, RowStatus::WrittenAs("62".to_owned()));
    }

    #[test]
    fn rows_that_were_passed_over_are_not_written() {
        let read = || vec![(1, "a".to_owned(), 1), (2, "b".to_owned(), 2)];
        let inserted = || Collects::PassedOver.affected(Some("b"));
        let AffectedRows::Rows(rows) = inserted().read_back(read(), true) else {
            panic!();
        };
        let statuses: Vec<_> = rows
            .iter()
            .map(|affected_row| &affected_row.status)
            .collect();
        assert_eq!(statuses, [&RowStatus::Written, &RowStatus::PassedOver]);
        let wrong = AffectedRows::WrongRow(None);
        assert_eq!(inserted().read_back(read(), false), wrong);
    }
}
