//! What a merge did, or would do.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::ControlFlow;
use std::time::Duration;

use super::warning::Warning;

/// What was done to a table that refers to the merged one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Association {
    /// The table.
    pub table: String,
    /// Its columns that refer.
    pub columns: Vec<String>,
    /// How many of its rows refer to a survivor now.
    pub moved: u64,
    /// How many of its rows were deleted, and archived: a unique key leaves room for one of them.
    pub collided: u64,
}

/// One of the largest groups, which are shown before a merge: a key that means "no value" makes such a one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LargeGroup {
    /// Its key, as text; `None` for NULL.
    pub key: Vec<Option<String>>,
    /// The number of rows that have it.
    pub rows: u64,
}

impl fmt::Display for LargeGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, part) in self.key.iter().enumerate() {
            if nth > 0 {
                f.write_str(", ")?;
            }
            match part {
                Some(text) => write!(f, "'{text}'")?,
                None => f.write_str("NULL")?,
            }
        }
        Ok(())
    }
}

/// A group that could not be merged. Nothing of it was changed, unless it has more than 10,000 rows: of these, the
/// rows that were merged before the error stay merged.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FailedGroup {
    /// Its key, as literals of SQL.
    pub key: Vec<String>,
    /// Why.
    pub error: String,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum End {
    /// No group is left but those that failed.
    #[default]
    Complete,
    /// It was stopped, or reached its limit.
    Stopped,
}

/// What a merge did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The name of the run, by which it can be undone; empty when nothing was to be changed.
    pub run: String,
    /// How it ended.
    pub end: End,
    /// How many groups were merged.
    pub groups: u64,
    /// How many duplicates were deleted.
    pub deleted: u64,
    /// How many values survivors took from them.
    pub filled: u64,
    /// How many rows were archived.
    pub archived: u64,
    /// What was done to each association; those without a row are among them.
    pub associations: Vec<Association>,
    /// How many rows referred, without a foreign key, to a row that had been merged before. They are
    /// among those that moved or collided.
    pub late: u64,
    /// The groups that could not be merged; by the primary key of a survivor, that something still
    /// refers to what it replaced.
    pub failed: Vec<FailedGroup>,
    /// What is worth knowing, and does not speak against the merge.
    pub warnings: Vec<Warning>,
    /// The largest groups; of a dry run only.
    pub largest: Vec<LargeGroup>,
    /// The time for which the longest transaction of a rehearsal held its locks.
    pub locked: Duration,
}

impl Report {
    /// How many rows refer to a survivor now.
    #[must_use]
    pub fn moved(&self) -> u64 {
        self.associations.iter().map(|it| it.moved).sum()
    }
}

/// How far a merge is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress<'r> {
    /// The groups there were when it began.
    pub total: u64,
    /// What is done.
    pub done: &'r Report,
}

/// Is asked after each transaction whether to go on.
pub(super) type Observer<'o> = dyn FnMut(Progress<'_>) -> ControlFlow<()> + Send + 'o;

/// What is counted in one transaction, and counts once it is committed.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    pub(super) groups: u64,
    pub(super) deleted: u64,
    pub(super) filled: u64,
    pub(super) archived: u64,
    late: u64,
    associations: BTreeMap<(String, Vec<String>), (u64, u64)>,
}

impl Counts {
    pub(super) fn moved(&mut self, table: &str, columns: &[String], rows: u64) {
        self.of(table, columns).0 += rows;
    }

    pub(super) fn collided(&mut self, table: &str, columns: &[String], rows: u64) {
        self.of(table, columns).1 += rows;
    }

    /// Everything so far was found after what it referred to was merged.
    pub(super) fn mark_late(&mut self) {
        self.late = self.associations.values().map(|it| it.0 + it.1).sum();
    }

    fn of(&mut self, table: &str, columns: &[String]) -> &mut (u64, u64) {
        let key = (table.to_owned(), columns.to_owned());
        self.associations.entry(key).or_default()
    }

    /// Returns the counts of a part of a group, which does not count as a group yet.
    pub(super) fn without_groups(self) -> Self {
        Self { groups: 0, ..self }
    }

    /// Adds them to the report.
    pub(super) fn add_to(self, report: &mut Report) {
        report.deleted += self.deleted;
        report.filled += self.filled;
        report.archived += self.archived;
        report.late += self.late;
        report.groups += self.groups;
        for ((table, columns), (moved, collided)) in self.associations {
            let known = report
                .associations
                .iter_mut()
                .find(|it| it.table == table && it.columns == columns);
            match known {
                Some(association) => {
                    association.moved += moved;
                    association.collided += collided;
                }
                None => report.associations.push(Association {
                    table,
                    columns,
                    moved,
                    collided,
                }),
            }
        }
    }
}
