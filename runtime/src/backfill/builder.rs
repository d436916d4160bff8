//! The values that the accessors return, and the progress of a run.

use std::fmt;
use std::marker::PhantomData;

use super::machine::BackfillMachine;
use crate::dialect::Dialect;
use crate::keyed::{HasOne, NoValues};

/// The number of parents that a statement covers, unless another one is set.
const BATCH: u32 = 1_000;

/// Creates the rows of a `has_one` for the parents that have none: finish it with `run`.
///
/// Parents are taken in the order of the columns that the key refers to, one batch after the
/// other, each in statements of its own: memory is bounded, locks are held for one batch, and a
/// run that was ended goes on with [`after`](Self::after). Other sessions may write meanwhile.
/// Inside a transaction all of it is one, as it is with `autocommit = 0` on MySQL and MariaDB. Rows that are parents themselves, of a table that refers to
/// itself, get rows too, without an end.
///
/// # Example
///
/// ```
#[doc = include_str!("../../doc/setup.rs")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let conn = &mut connection()?;
/// use camshaft::prelude::*;
///
/// assert_eq!(User::detail_missing().count(conn)?, 2);
/// let done = User::backfill_detail()
///     .batch(1)
///     .progress(|progress| println!("{} created, up to {:?}", progress.created, progress.cursor))
///     .run(conn)?;
/// assert_eq!(done.created, 2);
/// assert_eq!(User::detail_missing().count(conn)?, 0);
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent to the database before `run`"]
pub struct Backfill<R: HasOne, F = NoValues> {
    pub(super) batch: u32,
    pub(super) after: Option<R::Key>,
    pub(super) values: F,
    pub(super) report: OnBatch<R>,
}

/// The function that is called after each batch.
pub(super) type OnBatch<R> =
    Box<dyn FnMut(&BackfillProgress<<R as crate::keyed::Relation>::Key>) + Send>;

/// The progress of a backfill.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BackfillProgress<K> {
    /// The number of rows that it created.
    pub created: u64,
    /// The key up to which no parent is without its row; give it to [`Backfill::after`] to go on
    /// from there. `None` once all are done, and before the first batch is.
    pub cursor: Option<K>,
}

impl<R: HasOne> Backfill<R> {
    /// Creates the backfill, for the expansion of the derive.
    #[doc(hidden)]
    pub fn new() -> Self {
        Self {
            batch: BATCH,
            after: None,
            values: NoValues,
            report: Box::new(|_| ()),
        }
    }

    /// Sets the values for each row, computed from its parent: anything `Insertable` into its
    /// table.
    ///
    /// Rows are created one at a time then.
    pub fn values<F, V>(self, values: F) -> Backfill<R, F>
    where
        F: FnMut(&R::Parent) -> V,
    {
        Backfill {
            batch: self.batch,
            after: self.after,
            values,
            report: self.report,
        }
    }
}

impl<R: HasOne> Default for Backfill<R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: HasOne, F> Backfill<R, F> {
    /// Covers that many parents with a statement; 1,000 unless it is called, 1 at least.
    pub fn batch(mut self, parents: u32) -> Self {
        self.batch = parents.max(1);
        self
    }

    /// Goes on after this key: the cursor of a run that was ended.
    pub fn after(mut self, cursor: R::Key) -> Self {
        self.after = Some(cursor);
        self
    }

    /// Calls this after each batch.
    pub fn progress(
        mut self,
        report: impl FnMut(&BackfillProgress<R::Key>) + Send + 'static,
    ) -> Self {
        self.report = Box::new(report);
        self
    }

    /// Returns the state machine that creates all rows of a batch at once, and the values that they
    /// are created with.
    pub(super) fn of_many<DB: Dialect>(
        self,
        keys_per_statement: usize,
    ) -> (BackfillMachine<R, DB>, F) {
        let most = u32::try_from(keys_per_statement).unwrap_or(u32::MAX);
        let batch = self.batch.min(most);
        (
            BackfillMachine::new(batch, self.after, self.report),
            self.values,
        )
    }

    /// Returns the state machine that creates them one at a time.
    pub(super) fn of_one<DB: Dialect>(self) -> (BackfillMachine<R, DB>, F) {
        (
            BackfillMachine::new(self.batch, self.after, self.report),
            self.values,
        )
    }
}

impl<R: HasOne, F> fmt::Debug for Backfill<R, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backfill")
            .field("relation", &R::NAME)
            .field("batch", &self.batch)
            .finish_non_exhaustive()
    }
}

/// The parents without the row of a `has_one`: finish it with `count`.
#[must_use = "nothing is sent to the database before `count`"]
pub struct Missing<R>(PhantomData<fn() -> R>);

impl<R: HasOne> Missing<R> {
    /// Creates the query, for the expansion of the derive.
    #[doc(hidden)]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<R: HasOne> fmt::Debug for Missing<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Missing").field(&R::NAME).finish()
    }
}
