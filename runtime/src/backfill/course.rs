//! A backfill on its way: how far it is, and which statement is next. The drivers execute it.

use std::collections::VecDeque;
use std::marker::PhantomData;

use diesel::result::QueryResult;

use super::builder::{Progress, Report};
use super::turns::{Reason, Turns};
use crate::dialect::Dialect;
use crate::error::Error;
use crate::keyed::{Entry, HasOne};

/// What a driver does next.
pub(super) enum Step<K, P> {
    /// Read parents without their row: those after this key, so many at most.
    Read(Option<K>, u32),
    /// Create what these are without.
    Create(P),
    /// Return the [`end`](Course::end).
    End,
}

/// Where a batch is.
#[derive(Clone, Copy)]
enum Stage {
    Read,
    Create,
    End,
}

/// A backfill of the relation `R` on the backend `DB`.
pub(super) struct Course<R: HasOne, DB> {
    report: Report<R>,
    progress: Progress<R::Key>,
    stage: Stage,
    turns: Turns,
    /// The parents of the batch that are still to get their row.
    parents: VecDeque<R::Parent>,
    /// The key of the batch's last parent.
    last: Option<R::Key>,
    backend: PhantomData<fn() -> DB>,
}

impl<R: HasOne, DB: Dialect> Course<R, DB> {
    pub(super) fn new(batch: u32, after: Option<R::Key>, report: Report<R>) -> Self {
        Self {
            report,
            progress: Progress {
                created: 0,
                cursor: after,
            },
            stage: Stage::Read,
            turns: Turns::of(batch),
            parents: VecDeque::new(),
            last: None,
            backend: PhantomData,
        }
    }

    /// The next step of a driver that creates all rows of a batch at once, by their keys.
    pub(super) fn step_of_many(&mut self) -> Step<R::Key, Vec<R::Key>> {
        self.step(|parents| parents.drain(..).filter_map(|p| R::key_of(&p)).collect())
    }

    /// The next step of a driver that creates them one at a time.
    pub(super) fn step_of_one(&mut self) -> Step<R::Key, R::Parent> {
        loop {
            match self.step(VecDeque::pop_front) {
                Step::Read(after, limit) => return Step::Read(after, limit),
                Step::Create(Some(parent)) => return Step::Create(parent),
                Step::Create(None) => self.end_batch(),
                Step::End => return Step::End,
            }
        }
    }

    fn step<P>(&mut self, take: impl FnOnce(&mut VecDeque<R::Parent>) -> P) -> Step<R::Key, P> {
        match self.stage {
            Stage::Read => Step::Read(self.progress.cursor.clone(), self.turns.share()),
            Stage::Create => Step::Create(take(&mut self.parents)),
            Stage::End => Step::End,
        }
    }

    /// Takes what a read brought: nothing is the end.
    pub(super) fn read(&mut self, parents: QueryResult<Vec<R::Parent>>) -> Result<(), Error> {
        self.parents = self.turns.read::<DB, _>(parents)?.into();
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
        match self.turns.inserted::<R, DB>(inserted)? {
            Some(rows) => {
                self.progress.created += rows;
                self.end_batch();
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
                let again = self.turns.again(Reason::Deleted(missing));
                again.map_err(Reason::into_error::<R>)?;
                self.stage = Stage::Read;
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn end_batch(&mut self) {
        self.progress.cursor = self.last.take();
        (self.report)(&self.progress);
        self.turns.end_batch();
        self.stage = match self.progress.cursor {
            Some(_) => Stage::Read,
            None => Stage::End,
        };
    }

    /// How far it came.
    pub(super) fn end(self) -> Progress<R::Key> {
        self.progress
    }
}
