//! The writes of many rows on blocking connections.

use diesel::Selectable;
use diesel::connection::{Connection, LoadConnection, TransactionManager};
use diesel::result::QueryResult;

use super::connection::LoadsMany;
use crate::connection::{Executes, Loads};
use crate::dialect::{Counting, Returning};
use crate::keyed::batch::affected::{AffectedRows, RowWithId};
use crate::keyed::batch::change::ManyChange;
use crate::keyed::batch::keys::{BatchDialect, Tracking};
use crate::keyed::batch::nodes::{
    CountedMany, FORGET_ROW_IDS, ReadMode, ReturnedMany, SelectRowIds, count_distinct,
};
use crate::keyed::nodes::{DynFragment, StoredElsewhere};
use crate::keyed::relation::Relation;
use crate::keyed::settle::Ours;
use crate::transaction::{Scope, conclude, is_in_transaction};

/// The way in which the connection `C` writes many rows of the relation `R`.
#[doc(hidden)]
pub trait WritesMany<C: LoadConnection, R: Relation> {
    /// Writes one row a key at most; `T` reads rows back that the server does not return.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn write<T: LoadsMany<C, R>>(
        conn: &mut C,
        change: ManyChange<'_, DynFragment<'_, C::Backend>>,
        keys: Vec<R::Key>,
    ) -> QueryResult<AffectedRows<R::Row>>;

    /// Returns whether a row that was written is stored with another key than these.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn stored_elsewhere(conn: &mut C, keys: Vec<R::Key>, ours: &Ours) -> QueryResult<Option<bool>>;
}

#[diagnostic::do_not_recommend]
impl<C, R> WritesMany<C, R> for Returning
where
    R: Relation<Row: Selectable<C::Backend>>,
    C: LoadConnection<Backend: BatchDialect<R::Columns, R::Key>>,
    for<'v> ReturnedMany<'v, R, C::Backend, DynFragment<'v, C::Backend>>:
        Loads<'v, C, RowWithId<R::Row>>,
{
    fn write<T>(
        conn: &mut C,
        change: ManyChange<'_, DynFragment<'_, C::Backend>>,
        keys: Vec<R::Key>,
    ) -> QueryResult<AffectedRows<R::Row>> {
        let query = ReturnedMany::<R, C::Backend, _>::new(change, keys);
        query.load_all(conn).map(AffectedRows::from_returned)
    }

    /// The write has compared the keys itself.
    fn stored_elsewhere(_: &mut C, _: Vec<R::Key>, _: &Ours) -> QueryResult<Option<bool>> {
        Ok(Some(false))
    }
}

#[diagnostic::do_not_recommend]
impl<C, R> WritesMany<C, R> for Counting
where
    R: Relation<Row: Selectable<C::Backend>>,
    C: LoadConnection<Backend: BatchDialect<R::Columns, R::Key>>,
    for<'v> CountedMany<'v, R, C::Backend, DynFragment<'v, C::Backend>>: Executes<C>,
    SelectRowIds: Loads<'static, C, Option<String>>,
    StoredElsewhere<R>: Loads<'static, C, Option<bool>>,
{
    fn write<T: LoadsMany<C, R>>(
        conn: &mut C,
        change: ManyChange<'_, DynFragment<'_, C::Backend>>,
        keys: Vec<R::Key>,
    ) -> QueryResult<AffectedRows<R::Row>> {
        if change.must_be_seen() {
            return bracket(
                conn,
                |conn| write_and_read::<C, R, T>(conn, change, keys),
                |affected| !matches!(affected, AffectedRows::WrongRow(_)),
            );
        }
        write::<C, R>(conn, change, keys)
    }

    fn stored_elsewhere(conn: &mut C, keys: Vec<R::Key>, ours: &Ours) -> QueryResult<Option<bool>> {
        StoredElsewhere::<R>::new(keys, ours).load_one(conn)
    }
}

/// Writes, and asks the session for the row ids that it collected.
fn write<C, R>(
    conn: &mut C,
    change: ManyChange<'_, DynFragment<'_, C::Backend>>,
    keys: Vec<R::Key>,
) -> QueryResult<AffectedRows<R::Row>>
where
    R: Relation,
    C: LoadConnection<Backend: BatchDialect<R::Columns, R::Key>>,
    for<'v> CountedMany<'v, R, C::Backend, DynFragment<'v, C::Backend>>: Executes<C>,
    SelectRowIds: Loads<'static, C, Option<String>>,
{
    let collects = change.collects();
    if collects.any() {
        // The row ids of an earlier statement would count for this one.
        conn.batch_execute(FORGET_ROW_IDS)?;
    }
    let rows = CountedMany::<R, C::Backend, _>::new(change, keys).execute_on(conn)?;
    let row_ids = if rows > 0 && collects.any() {
        SelectRowIds.load_one(conn)?
    } else {
        None
    };
    Ok(collects.affected(row_ids.as_deref()))
}

/// Inserts rows, and reads them while nobody else can delete them.
fn write_and_read<C, R, T>(
    conn: &mut C,
    change: ManyChange<'_, DynFragment<'_, C::Backend>>,
    keys: Vec<R::Key>,
) -> QueryResult<AffectedRows<R::Row>>
where
    R: Relation,
    T: LoadsMany<C, R>,
    C: LoadConnection<Backend: BatchDialect<R::Columns, R::Key>>,
    for<'v> CountedMany<'v, R, C::Backend, DynFragment<'v, C::Backend>>: Executes<C>,
    SelectRowIds: Loads<'static, C, Option<String>>,
{
    let affected = write::<C, R>(conn, change, keys.clone())?;
    let asked = count_distinct::<R>(&keys);
    let found = T::select_many(conn, keys, ReadMode::Usual, Tracking::Rows)?.into_rows_with_ids();
    let has_all = found.len() == asked || change.may_pass_over();
    Ok(affected.read_back(found, has_all))
}

/// Runs work in a transaction: the one that is open, or one of its own, which is committed if the
/// outcome may stay, and rolled back otherwise.
fn bracket<C: Connection, T>(
    conn: &mut C,
    work: impl FnOnce(&mut C) -> QueryResult<T>,
    may_stay: impl FnOnce(&T) -> bool,
) -> QueryResult<T> {
    if is_in_transaction(conn)? {
        return work(conn);
    }
    C::TransactionManager::begin_transaction(conn)?;
    let outcome = match work(conn) {
        Ok(value) if may_stay(&value) => Ok(value),
        refused => Err(refused),
    };
    conclude(conn, Scope::Transaction, outcome, Err).map_or_else(|refused| refused, Ok)
}
