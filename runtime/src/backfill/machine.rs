//! The state machine of a backfill: its progress, and the next statement. The drivers execute it.

use std::collections::VecDeque;
use std::marker::PhantomData;

use diesel::result::QueryResult;

use super::attempts::{BatchAttempts, Reason};
use super::builder::{BackfillProgress, OnBatch};
use crate::dialect::Dialect;
use crate::error::Error;
use crate::keyed::{Entry, HasOne, of_failure};

/// The next step of a driver.
pub(super) enum BackfillStep<K, P> {
    /// Read parents without their row: those after this key, so many at most.
    Read(Option<K>, u32),
    /// Create what these are without.
    Create(P),
    /// Count the parents without their row: those after the first key, up to the second.
    Count(Option<K>, Option<K>),
    /// Count the rows with these keys.
    Confirm(Vec<K>),
    /// Return the [`end`](BackfillMachine::end).
    End,
}

/// Where a batch is.
#[derive(Clone, Copy)]
enum Stage {
    Read,
    Create,
    /// Rows were created: the parents up to here that still have none are counted.
    CheckBatch,
    /// As many rows as the batch has parents are missing: they are compared with those of the
    /// batch.
    ConfirmBatch,
    /// All parents were covered: those that still have no row are counted.
    CheckAll,
    End,
}

/// The pass over all parents.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// The first pass: its first batch is checked, so that rows that are stored with another key,
    /// or hidden, are found before there are many.
    First,
    /// Each batch is checked: some parent of those covered had no row after the first pass.
    Second,
}

fn still_missing<R: HasOne>(parents: i64) -> Error {
    Error::StillMissing {
        table: R::TABLE,
        parents,
    }
}

/// A backfill of the relation `R` on the backend `DB`.
pub(super) struct BackfillMachine<R: HasOne, DB> {
    report: OnBatch<R>,
    progress: BackfillProgress<R::Key>,
    stage: Stage,
    attempts: BatchAttempts,
    /// The parents of the batch that are still to get their row.
    parents: VecDeque<R::Parent>,
    /// The key of the batch's last parent.
    last: Option<R::Key>,
    /// The keys of the batch.
    keys: Vec<R::Key>,
    /// The number of parents up to here without their row.
    missing: i64,
    /// Where the backfill began.
    start: Option<R::Key>,
    /// The last parent that was covered.
    covered: Option<R::Key>,
    pass: Pass,
    /// The next batch is checked.
    checks: bool,
    backend: PhantomData<fn() -> DB>,
}

impl<R: HasOne, DB: Dialect> BackfillMachine<R, DB> {
    pub(super) fn new(batch: u32, after: Option<R::Key>, report: OnBatch<R>) -> Self {
        Self {
            report,
            start: after.clone(),
            progress: BackfillProgress {
                created: 0,
                cursor: after,
            },
            stage: Stage::Read,
            attempts: BatchAttempts::of(batch),
            parents: VecDeque::new(),
            last: None,
            keys: Vec::new(),
            missing: 0,
            covered: None,
            pass: Pass::First,
            checks: true,
            backend: PhantomData,
        }
    }

    /// Returns the next step of a driver that creates all rows of a batch at once, by their keys.
    pub(super) fn step_of_many(&mut self) -> BackfillStep<R::Key, Vec<R::Key>> {
        self.step(|parents| parents.drain(..).filter_map(|p| R::key_of(&p)).collect())
    }

    /// Returns the next step of a driver that creates them one at a time.
    pub(super) fn step_of_one(&mut self) -> BackfillStep<R::Key, R::Parent> {
        loop {
            match self.step(VecDeque::pop_front) {
                BackfillStep::Read(after, limit) => return BackfillStep::Read(after, limit),
                BackfillStep::Create(Some(parent)) => return BackfillStep::Create(parent),
                BackfillStep::Create(None) => self.end_batch(),
                BackfillStep::Count(after, until) => return BackfillStep::Count(after, until),
                BackfillStep::Confirm(keys) => return BackfillStep::Confirm(keys),
                BackfillStep::End => return BackfillStep::End,
            }
        }
    }

    fn step<P>(
        &mut self,
        take: impl FnOnce(&mut VecDeque<R::Parent>) -> P,
    ) -> BackfillStep<R::Key, P> {
        match self.stage {
            Stage::Read => BackfillStep::Read(self.progress.cursor.clone(), self.attempts.share()),
            Stage::Create => BackfillStep::Create(take(&mut self.parents)),
            Stage::CheckBatch => {
                BackfillStep::Count(self.progress.cursor.clone(), self.last.clone())
            }
            Stage::ConfirmBatch => BackfillStep::Confirm(self.keys.clone()),
            Stage::CheckAll => BackfillStep::Count(self.start.clone(), self.covered.clone()),
            Stage::End => BackfillStep::End,
        }
    }

    /// Takes what a read brought: nothing is the end.
    pub(super) fn read(&mut self, parents: QueryResult<Vec<R::Parent>>) -> Result<(), Error> {
        self.parents = self.attempts.read::<DB, _>(parents)?.into();
        self.keys = self.parents.iter().filter_map(R::key_of).collect();
        self.last = self.parents.back().and_then(R::key_of);
        if self.last.is_some() {
            self.stage = Stage::Create;
        } else {
            self.end_batch();
        }
        Ok(())
    }

    /// Takes what the insert of a whole batch brought.
    pub(super) fn inserted(&mut self, inserted: QueryResult<usize>) -> Result<(), Error> {
        match self.attempts.inserted::<R, DB>(inserted)? {
            Some(rows) => {
                self.progress.created += rows;
                if self.checks {
                    self.stage = Stage::CheckBatch;
                } else {
                    self.end_batch();
                }
            }
            None => self.stage = Stage::Read,
        }
        Ok(())
    }

    /// Takes what the creation of one row brought.
    pub(super) fn created(&mut self, entry: Result<Entry<R::Row>, Error>) -> Result<(), Error> {
        match entry {
            Ok(entry) => self.progress.created += u64::from(entry.is_created()),
            // It may have been deleted meanwhile: then it is not read again.
            Err(missing @ Error::ParentMissing { .. }) => {
                let again = self.attempts.again(Reason::Deleted(missing));
                again.map_err(Reason::into_error::<R>)?;
                self.stage = Stage::Read;
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Takes how many of the parents that were covered are still without their row.
    ///
    /// # Errors
    ///
    /// [`Error::StillMissing`], when no parent of a batch has its row right after it was created.
    pub(super) fn counted(&mut self, missing: QueryResult<i64>) -> Result<(), Error> {
        let missing = missing.map_err(of_failure::<DB>)?;
        match self.stage {
            // Others may have added parents between those of the batch.
            Stage::CheckBatch if usize::try_from(missing).is_ok_and(|n| n >= self.keys.len()) => {
                self.missing = missing;
                self.stage = Stage::ConfirmBatch;
            }
            Stage::CheckBatch if missing > 0 => self.read_again(missing)?,
            Stage::CheckBatch => {
                // One checked batch shows a trigger or a policy; the count in the end covers the others.
                self.checks = self.pass == Pass::Second;
                self.end_batch();
            }
            _ if missing > 0 => {
                self.pass = Pass::Second;
                self.checks = true;
                // The second pass begins at the start, as the count does not say where the parents without a row
                // are.
                self.progress.cursor.clone_from(&self.start);
                self.stage = Stage::Read;
            }
            _ => {
                self.pass = Pass::Second;
                self.end_batch();
            }
        }
        Ok(())
    }

    /// Takes how many rows have a key of the batch.
    ///
    /// # Errors
    ///
    /// As above.
    pub(super) fn confirmed(&mut self, rows: QueryResult<usize>) -> Result<(), Error> {
        match rows.map_err(of_failure::<DB>)? {
            0 => Err(still_missing::<R>(self.missing)),
            _ => self.read_again(self.missing),
        }
    }

    /// Reads the batch again: others deleted rows of it, or added parents.
    fn read_again(&mut self, missing: i64) -> Result<(), Error> {
        let reason = Reason::Missing(still_missing::<R>(missing));
        self.attempts
            .again(reason)
            .map_err(Reason::into_error::<R>)?;
        self.stage = Stage::Read;
        Ok(())
    }

    fn end_batch(&mut self) {
        if self.last.is_some() {
            self.covered.clone_from(&self.last);
        } else if self.covered.is_some() && self.pass == Pass::First {
            self.attempts.end_batch();
            self.stage = Stage::CheckAll;
            return;
        }
        self.progress.cursor = self.last.take();
        (self.report)(&self.progress);
        self.attempts.end_batch();
        self.stage = match self.progress.cursor {
            Some(_) => Stage::Read,
            None => Stage::End,
        };
    }

    /// Returns the progress.
    pub(super) fn end(self) -> BackfillProgress<R::Key> {
        self.progress
    }
}
