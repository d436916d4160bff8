//! The writes of one row on blocking connections.

use diesel::Selectable;
use diesel::connection::LoadConnection;
use diesel::result::{OptionalExtension, QueryResult};

use crate::connection::{Executes, Loads};
use crate::dialect::{Counting, Dialect, Returning};
use crate::keyed::columns::ColumnSet;
use crate::keyed::creatable::Creatable;
use crate::keyed::nodes::{
    Change, Counted, DynFragment, KeyAlone, ReadBack, Returned, StoredElsewhere,
};
use crate::keyed::outcome::{ReturnedRow, WriteOutcome};
use crate::keyed::relation::Relation;
use crate::keyed::settle::{self, Ours};

/// The way in which the connection `C` writes rows of the relation `R`.
#[doc(hidden)]
pub trait Writes<C: LoadConnection, R: Relation> {
    /// Inserts a row by its key alone.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn insert_key(conn: &mut C, key: R::Key) -> QueryResult<WriteOutcome<R::Row>>;

    /// Inserts one row, or updates it.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn write(
        conn: &mut C,
        change: Change<'_, R, DynFragment<'_, C::Backend>>,
        key: R::Key,
    ) -> QueryResult<WriteOutcome<R::Row>>;

    /// Inserts a row with these values. A server with a conflict target leaves a key alone that exists.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn insert<V>(
        conn: &mut C,
        key: R::Key,
        values: V,
        given_key: ColumnSet,
    ) -> QueryResult<WriteOutcome<R::Row>>
    where
        V: Creatable<R, C::Backend, R::Table>,
    {
        if V::IS_KEY_ALONE {
            return Self::insert_key(conn, key);
        }
        let insert = values.statement(key.clone(), given_key);
        Self::write(conn, Change::Insert(&insert), key)
    }
}

#[diagnostic::do_not_recommend]
impl<C, R> Writes<C, R> for Returning
where
    R: Relation<Row: Selectable<C::Backend>>,
    C: LoadConnection,
    Returned<R, C::Backend, KeyAlone<R>>: Loads<'static, C, ReturnedRow<R>>,
    for<'v> Returned<R, C::Backend, Change<'v, R, DynFragment<'v, C::Backend>>>:
        Loads<'v, C, ReturnedRow<R>>,
{
    fn insert_key(conn: &mut C, key: R::Key) -> QueryResult<WriteOutcome<R::Row>> {
        let insert = Returned::<R, C::Backend, _>::new(KeyAlone::new(), key);
        insert.load_all(conn).map(WriteOutcome::from_returned)
    }

    fn write(
        conn: &mut C,
        change: Change<'_, R, DynFragment<'_, C::Backend>>,
        key: R::Key,
    ) -> QueryResult<WriteOutcome<R::Row>> {
        let write = Returned::<R, C::Backend, _>::new(change, key);
        write.load_all(conn).map(WriteOutcome::from_returned)
    }
}

/// The row is read after the write, and compared with the row written, which another session may
/// have replaced. MariaDB could return the row of an insert, but does not say so when the statement
/// is prepared, and Diesel asks then.
#[diagnostic::do_not_recommend]
impl<C, R> Writes<C, R> for Counting
where
    R: Relation<Row: Selectable<C::Backend>>,
    C: LoadConnection<Backend: Dialect>,
    Counted<R, KeyAlone<R>>: Executes<C>,
    for<'v> Counted<R, Change<'v, R, DynFragment<'v, C::Backend>>>: Executes<C>,
    ReadBack<R, C::Backend>: Loads<'static, C, ReturnedRow<R>>,
    StoredElsewhere<R>: Loads<'static, C, Option<bool>>,
{
    fn insert_key(conn: &mut C, key: R::Key) -> QueryResult<WriteOutcome<R::Row>> {
        let ours = Ours::of_insert::<R>(C::Backend::BACKEND, |_| false);
        insert(conn, KeyAlone::new(), key, ours)
    }

    fn write(
        conn: &mut C,
        change: Change<'_, R, DynFragment<'_, C::Backend>>,
        key: R::Key,
    ) -> QueryResult<WriteOutcome<R::Row>> {
        let says = |word: &str| change.says::<C::Backend>(word);
        let backend = C::Backend::BACKEND;
        if let Change::Insert(_) = change {
            let ours = Ours::of_insert::<R>(backend, says);
            return insert(conn, change, key, ours);
        }
        let ours = Ours::of_update::<R>(backend, says);
        let update = Counted::new(change.remembering(&ours), key.clone());
        if update.execute_on(conn)? == 0 {
            return Ok(WriteOutcome::Nothing);
        }
        let found = ReadBack::<R, C::Backend>::new(key, ours).load_one(conn);
        found.optional().map(settle::of_update)
    }
}

/// Inserts a row, and returns the row that is stored then, or says why it is not the one asked for.
fn insert<C, R, W>(
    conn: &mut C,
    write: W,
    key: R::Key,
    ours: Ours,
) -> QueryResult<WriteOutcome<R::Row>>
where
    R: Relation<Row: Selectable<C::Backend>>,
    C: LoadConnection,
    Counted<R, W>: Executes<C>,
    ReadBack<R, C::Backend>: Loads<'static, C, ReturnedRow<R>>,
    StoredElsewhere<R>: Loads<'static, C, Option<bool>>,
{
    if let Ours::Numbered(_) = ours {
        // An insert that numbers no row leaves the number of an earlier insert, which may be of any table.
        conn.batch_execute(settle::FORGET_LAST_ID)?;
    }
    Counted::new(write, key.clone()).execute_on(conn)?;
    let found = ReadBack::<R, C::Backend>::new(key.clone(), ours.clone()).load_one(conn);
    if let Some(written) = settle::of_insert(&ours, found.optional()?, None) {
        return Ok(written);
    }
    let is_elsewhere = StoredElsewhere::<R>::new(vec![key], &ours).load_one(conn)?;
    Ok(settle::of_vanished(ours, is_elsewhere))
}
