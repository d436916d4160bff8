//! The engine on blocking connections.

use std::thread;

use diesel::associations::HasTable;
use diesel::connection::LoadConnection;
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::query_dsl::methods::LoadQuery;
use diesel::result::{Error as DieselError, OptionalExtension, QueryResult};
use diesel::{Insertable, RunQueryDsl, Selectable};

use super::builder::{Entry, Keyed};
use super::columns::{BindKey, ColumnSet};
use super::decide::{Decision, Next, Saw};
use super::nodes::{Delete, Insert, InsertIfAbsent, ParentExists, Select};
use super::outcome::{self, Verdict};
use super::relation::{HoldsOn, Relation};
use super::stated::States;
use super::values::Suffices;
use crate::catalog::CatalogFor;
use crate::dialect::Dialect;
use crate::error::Error;

/// A connection that can read and delete the rows of the relation `R`.
///
/// Write it as a bound where code is generic over its connection; the derive emits it under the
/// relation's own name too, as `UserDetailConn`.
pub trait KeyedConnection<R: Relation>: LoadConnection<Backend: Dialect> {
    /// Reads the row.
    #[doc(hidden)]
    fn select_keyed(&mut self, key: R::Key) -> QueryResult<Option<R::Row>>;

    /// Deletes the row, and returns the number of rows deleted.
    #[doc(hidden)]
    fn delete_keyed(&mut self, key: R::Key) -> QueryResult<usize>;

    /// Whether the row that a foreign key of the key refers to exists.
    #[doc(hidden)]
    fn parent_exists(&mut self, question: ParentExists<R>) -> QueryResult<bool>;
}

impl<C, R> KeyedConnection<R> for C
where
    R: Relation + HoldsOn<<C::Backend as Dialect>::Marker>,
    R::Table: CatalogFor<<C::Backend as Dialect>::Marker>,
    R::Key: BindKey<R::Columns, C::Backend>,
    R::Row: Selectable<C::Backend>,
    C: LoadConnection<Backend: Dialect>,
    Select<R, C::Backend>: LoadQuery<'static, C, R::Row>,
    ParentExists<R>: LoadQuery<'static, C, bool>,
    Delete<R>: QueryFragment<C::Backend> + QueryId,
{
    fn select_keyed(&mut self, key: R::Key) -> QueryResult<Option<R::Row>> {
        RunQueryDsl::get_result(Select::new(key), self).optional()
    }

    fn delete_keyed(&mut self, key: R::Key) -> QueryResult<usize> {
        RunQueryDsl::execute(Delete::<R>::new(key), self)
    }

    fn parent_exists(&mut self, question: ParentExists<R>) -> QueryResult<bool> {
        RunQueryDsl::get_result(question, self)
    }
}

/// A connection that can create the rows of the relation `R` with the values `V`.
pub trait CreatesRows<R: Relation, V>: KeyedConnection<R> {
    /// The key columns among the values.
    #[doc(hidden)]
    fn stated(key: &R::Key, values: &V) -> Result<ColumnSet, Error>;

    /// Inserts the row unless its key exists; says whether the row stored is the one asked for.
    #[doc(hidden)]
    fn insert_keyed(
        &mut self,
        key: R::Key,
        values: V,
        stated: ColumnSet,
    ) -> QueryResult<Option<(bool, R::Row)>>;
}

impl<C, R, V> CreatesRows<R, V> for C
where
    R: Relation,
    V: States<R, C::Backend>,
    R::Row: Selectable<C::Backend>,
    C: KeyedConnection<R>,
    Insert<R, V>: QueryFragment<C::Backend>,
    for<'v> InsertIfAbsent<'v, R, C::Backend>: LoadQuery<'v, C, (bool, R::Row)>,
{
    fn stated(key: &R::Key, values: &V) -> Result<ColumnSet, Error> {
        values.stated(key)
    }

    fn insert_keyed(
        &mut self,
        key: R::Key,
        values: V,
        stated: ColumnSet,
    ) -> QueryResult<Option<(bool, R::Row)>> {
        let insert = values
            .with_key(key.clone(), stated)
            .insert_into(R::Table::table());
        // To the end, not the first row only: in autocommit mode SQLite stores the row when the
        // statement ends, and an error of that would be lost.
        let rows = RunQueryDsl::load(InsertIfAbsent::<R, _>::new(&insert, key), self)?;
        Ok(rows.into_iter().next())
    }
}

/// What to do with a [`Keyed`] row on a blocking connection.
pub trait KeyedDsl<R: Relation, V>: Sized {
    /// Reads the row.
    ///
    /// # Errors
    ///
    /// [`Error::Database`], or [`Error::RestartTransaction`] in a transaction that must be run again.
    fn get<C: KeyedConnection<R>>(self, conn: &mut C) -> Result<Option<R::Row>, Error>;

    /// Reads the row, and creates it if it is absent: race-free.
    ///
    /// One `SELECT` when it is there; an `INSERT .. ON CONFLICT .. DO NOTHING RETURNING` more when
    /// it is not; another `SELECT` when somebody else created it in between.
    ///
    /// # Errors
    ///
    /// [`Error::ParentMissing`], [`Error::NotVisible`], [`Error::WrongRow`],
    /// [`Error::KeyMismatch`], [`Error::NullKey`], [`Error::RestartTransaction`],
    /// [`Error::Catalog`]; every other error of the database as [`Error::Database`].
    fn get_or_create<C>(self, conn: &mut C) -> Result<R::Row, Error>
    where
        V: Suffices<R>,
        C: CreatesRows<R, V>,
    {
        self.get_or_create_entry(conn).map(Entry::into_row)
    }

    /// The same as [`get_or_create`](Self::get_or_create), and says whether this call created it.
    ///
    /// # Errors
    ///
    /// The same.
    fn get_or_create_entry<C>(self, conn: &mut C) -> Result<Entry<R::Row>, Error>
    where
        V: Suffices<R>,
        C: CreatesRows<R, V>;

    /// Deletes the row; true when there was one.
    ///
    /// # Errors
    ///
    /// [`Error::Database`], or [`Error::RestartTransaction`] in a transaction that must be run again.
    fn delete<C: KeyedConnection<R>>(self, conn: &mut C) -> Result<bool, Error>;
}

impl<R: Relation, V: Clone> KeyedDsl<R, V> for Keyed<R, V> {
    fn get<C: KeyedConnection<R>>(self, conn: &mut C) -> Result<Option<R::Row>, Error> {
        let Some(key) = self.key else {
            return Ok(None);
        };
        conn.select_keyed(key)
            .map_err(outcome::of_read::<C::Backend>)
    }

    fn get_or_create_entry<C>(self, conn: &mut C) -> Result<Entry<R::Row>, Error>
    where
        V: Suffices<R>,
        C: CreatesRows<R, V>,
    {
        let key = self.key.ok_or(Error::NullKey { table: R::TABLE })?;
        let stated = C::stated(&key, &self.values)?;
        let (mut decision, mut next) = Decision::start();
        let mut row = None;
        loop {
            row = match next {
                Next::Read { pause } => {
                    if let Some(pause) = outcome::pause(pause) {
                        thread::sleep(pause);
                    }
                    let found = conn.select_keyed(key.clone());
                    found.map_err(outcome::of_read::<C::Backend>)?
                }
                Next::Insert => {
                    let created = conn.insert_keyed(key.clone(), self.values.clone(), stated);
                    match created {
                        Ok(created) => outcome::of_insert::<R>(created)?,
                        Err(error) => return Err(explain::<R, C>(conn, &key, error)),
                    }
                }
                end => return outcome::entry::<R>(end, row, decision),
            };
            next = decision.after(if row.is_some() {
                Saw::Row
            } else {
                Saw::Nothing
            });
        }
    }

    fn delete<C: KeyedConnection<R>>(self, conn: &mut C) -> Result<bool, Error> {
        let Some(key) = self.key else {
            return Ok(false);
        };
        let deleted = conn.delete_keyed(key);
        deleted
            .map(|rows| rows > 0)
            .map_err(outcome::of_read::<C::Backend>)
    }
}

/// The error of an insert, after asking for the parent where the server does not name the constraint.
fn explain<R: Relation, C: KeyedConnection<R>>(
    conn: &mut C,
    key: &R::Key,
    error: DieselError,
) -> Error {
    match outcome::of_failed_insert::<R, C::Backend>(error) {
        Verdict::Is(error) => error,
        Verdict::AskParents(error, foreign_keys) => {
            for foreign_key in foreign_keys {
                match conn.parent_exists(ParentExists::new(key.clone(), foreign_key)) {
                    Ok(true) => {}
                    Ok(false) => return outcome::parent_missing::<R>(foreign_key, error),
                    // The violation is what the caller has to know.
                    Err(_) => break,
                }
            }
            Error::Database(error)
        }
    }
}
