//! Batches on blocking connections.

use std::hash::Hash;
use std::thread;

use diesel::connection::LoadConnection;
use diesel::query_builder::QueryFragment;
use diesel::query_dsl::methods::LoadQuery;
use diesel::result::QueryResult;
use diesel::{RunQueryDsl, Selectable};

use super::keys::BatchDialect;
use super::nodes::{Identity, InsertMissing, SelectMany};
use super::progress::{Numbered, Progress};
use super::{Batch, KeyedBatch};
use crate::catalog::CatalogFor;
use crate::dialect::Dialect;
use crate::error::Error;
use crate::keyed::decide::{Decision, Next, Saw};
use crate::keyed::outcome::{self, Verdict};
use crate::keyed::relation::{CreatesFromKey, HoldsOn, Relation};

/// A connection that can read and create the rows of the relation `R` for many keys at once.
pub trait BatchConnection<R: Relation>: LoadConnection<Backend: Dialect> {
    /// What tells rows apart.
    #[doc(hidden)]
    type Identity: Eq + Hash;

    /// How many keys one statement takes.
    #[doc(hidden)]
    fn keys_per_statement() -> usize;

    /// Reads the rows of these keys.
    #[doc(hidden)]
    fn select_many(
        &mut self,
        keys: Vec<R::Key>,
    ) -> QueryResult<Vec<Numbered<Self::Identity, R::Row>>>;

    /// Inserts rows for those of these keys that have none.
    #[doc(hidden)]
    fn insert_missing(&mut self, keys: Vec<R::Key>) -> QueryResult<usize>;
}

impl<C, R> BatchConnection<R> for C
where
    R: Relation + HoldsOn<<C::Backend as Dialect>::Marker>,
    R::Table: CatalogFor<<C::Backend as Dialect>::Marker>,
    R::Row: Selectable<C::Backend>,
    C: LoadConnection<Backend: Dialect + BatchDialect<R::Columns, R::Key>>,
    SelectMany<R, C::Backend>: LoadQuery<'static, C, Numbered<Identity<R, C::Backend>, R::Row>>,
    InsertMissing<R, C::Backend>: QueryFragment<C::Backend>,
{
    type Identity = Identity<R, C::Backend>;

    fn keys_per_statement() -> usize {
        <C::Backend as BatchDialect<R::Columns, R::Key>>::keys_per_statement()
    }

    fn select_many(
        &mut self,
        keys: Vec<R::Key>,
    ) -> QueryResult<Vec<Numbered<Self::Identity, R::Row>>> {
        RunQueryDsl::load(SelectMany::<R, C::Backend>::new(keys), self)
    }

    fn insert_missing(&mut self, keys: Vec<R::Key>) -> QueryResult<usize> {
        RunQueryDsl::execute(InsertMissing::<R, C::Backend>::new(keys), self)
    }
}

/// What to do with a [`KeyedBatch`] on a blocking connection.
pub trait BatchDsl<R: Relation>: Sized {
    /// Reads the rows: one statement for each piece that fits in one; none for no keys.
    ///
    /// # Errors
    ///
    /// [`Error::Database`], or [`Error::RestartTransaction`] in a transaction that must be run again.
    fn get<C: BatchConnection<R>>(
        self,
        conn: &mut C,
    ) -> Result<Batch<R::Row, Option<usize>>, Error>;

    /// Reads the rows, and creates those that are absent: race-free, in three statements.
    ///
    /// # Errors
    ///
    /// [`Error::ParentMissing`], [`Error::NotVisible`], [`Error::NullKey`],
    /// [`Error::RestartTransaction`], [`Error::Catalog`]; every other error of the database as
    /// [`Error::Database`].
    fn get_or_create<C>(self, conn: &mut C) -> Result<Batch<R::Row>, Error>
    where
        R::Creation: CreatesFromKey<R>,
        C: BatchConnection<R>;
}

impl<R: Relation> BatchDsl<R> for KeyedBatch<R> {
    fn get<C: BatchConnection<R>>(
        self,
        conn: &mut C,
    ) -> Result<Batch<R::Row, Option<usize>>, Error> {
        let mut progress = Progress::new(self.keys);
        read_missing::<R, C>(&mut progress, conn)?;
        Ok(progress.found())
    }

    fn get_or_create<C>(self, conn: &mut C) -> Result<Batch<R::Row>, Error>
    where
        R::Creation: CreatesFromKey<R>,
        C: BatchConnection<R>,
    {
        let mut progress = Progress::new(self.keys);
        if progress.has_null() {
            return Err(Error::NullKey { table: R::TABLE });
        }
        let (mut decision, mut next) = Decision::start();
        loop {
            let saw = match next {
                Next::Read { pause } => {
                    if let Some(pause) = outcome::pause(pause) {
                        thread::sleep(pause);
                    }
                    read_missing::<R, C>(&mut progress, conn)?;
                    if progress.is_complete() {
                        Saw::Row
                    } else {
                        Saw::Nothing
                    }
                }
                Next::Insert => {
                    create_missing::<R, C>(&progress, conn)?;
                    Saw::Nothing
                }
                end => return outcome::batch::<R, _>(end, progress.complete(), decision),
            };
            next = decision.after(saw);
        }
    }
}

fn read_missing<R: Relation, C: BatchConnection<R>>(
    progress: &mut Progress<R::Key, R::Row>,
    conn: &mut C,
) -> Result<(), Error> {
    for piece in progress.missing(C::keys_per_statement()) {
        let found = conn.select_many(progress.keys_at(&piece));
        progress.take(&piece, found.map_err(outcome::of_read::<C::Backend>)?);
    }
    Ok(())
}

fn create_missing<R: Relation, C: BatchConnection<R>>(
    progress: &Progress<R::Key, R::Row>,
    conn: &mut C,
) -> Result<(), Error> {
    for piece in progress.missing(C::keys_per_statement()) {
        let inserted = conn.insert_missing(progress.keys_at(&piece));
        inserted.map_err(
            |error| match outcome::of_failed_insert::<R, C::Backend>(error) {
                Verdict::Is(error) => error,
                // Whose parent is missing is not worth one question a key.
                Verdict::AskParents(error, _) => Error::Database(error),
            },
        )?;
    }
    Ok(())
}
