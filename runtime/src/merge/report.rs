//! The report on a merge, or on what it would do.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::ControlFlow;
use std::time::Duration;

use super::warning::Warning;

/// The changes of a table that refers to the merged one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Association {
    /// The table.
    pub table: String,
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The number of its rows that refer to a survivor now.
    pub moved: u64,
    /// The number of its rows that were deleted, and archived: a unique key leaves room for one of them.
    pub collided: u64,
}

/// One of the largest groups, which are shown before a merge: a key that means "no value" makes such a one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LargeGroup {
    /// The key of the group, as text; `None` for NULL.
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
    /// The key of the group, as literals of SQL.
    pub key: Vec<String>,
    /// Why.
    pub error: String,
}

/// The end of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum End {
    /// No group is left but those that failed.
    #[default]
    Complete,
    /// The run was stopped, or reached its limit.
    Stopped,
}

/// The report on a merge, or on what it would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The name of the run, by which it can be undone; empty when nothing was to be changed.
    pub run: String,
    /// The end of the run.
    pub end: End,
    /// The number of groups that were merged.
    pub groups: u64,
    /// The number of duplicates that were deleted.
    pub deleted: u64,
    /// The number of values that survivors took from them.
    pub filled: u64,
    /// The number of rows that were archived.
    pub archived: u64,
    /// The changes of each association; those without a row are among them.
    pub associations: Vec<Association>,
    /// The number of rows that referred, without a foreign key, to a row that had been merged before. They are among
    /// those that moved or conflicted.
    pub late: u64,
    /// The groups that could not be merged; by the primary key of a survivor, that something still
    /// refers to what it replaced.
    pub failed: Vec<FailedGroup>,
    /// The facts that are worth knowing, and do not hinder the merge.
    pub warnings: Vec<Warning>,
    /// The largest groups; of a dry run only.
    pub largest: Vec<LargeGroup>,
    /// The time for which the longest transaction of a rehearsal held its locks.
    pub locked: Duration,
}

impl Report {
    /// Returns the number of rows that refer to a survivor now.
    #[must_use]
    pub fn moved(&self) -> u64 {
        self.associations.iter().map(|it| it.moved).sum()
    }
}

/// The progress of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress<'r> {
    /// The groups there were when it began.
    pub total: u64,
    /// The work that is done.
    pub done: &'r Report,
}

/// The function that is asked after each transaction whether to go on.
pub(super) type Observer<'o> = dyn FnMut(Progress<'_>) -> ControlFlow<()> + Send + 'o;

/// The counts of one transaction, which are added once it is committed.
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

    /// Counts everything so far as late references: it was found after the row it referred to was merged.
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
