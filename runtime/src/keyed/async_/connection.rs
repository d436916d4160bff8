//! The bounds on a connection of diesel-async that reaches the rows of a relation.

use diesel::Selectable;
use diesel::result::{OptionalExtension, QueryResult};
use diesel_async::AsyncConnection;

use super::writes::AsyncWrites;
use crate::catalog::CatalogFor;
use crate::connection::{AsyncExecutes, AsyncLoads};
use crate::dialect::Dialect;
use crate::keyed::changes::Assigns;
use crate::keyed::checked::ChecksKeys;
use crate::keyed::creatable::Creatable;
use crate::keyed::nodes::{Delete, ParentExists, Select};
use crate::keyed::relation::{HoldsOn, Relation};

/// An asynchronous connection that can read and delete the rows of the relation `R`: what
/// [`AsyncKeyedConnection`](crate::keyed::KeyedConnection) is for blocking ones.
///
/// [`AsyncRelationConnection`](crate::AsyncRelationConnection) can create and update them, too.
pub trait AsyncKeyedConnection<R: Relation>: AsyncConnection<Backend: Dialect> {
    /// The reads of a row.
    #[doc(hidden)]
    type Reads: AsyncLoadsFrom<Self, R>;

    /// The writes of a row.
    #[doc(hidden)]
    type Writes: AsyncWrites<Self, R>;
}

// `K` is unknown when the row cannot be loaded. That makes rustc report it once, and not again where
// the future of a call is made and where it is awaited.
impl<C, R, K> AsyncKeyedConnection<R> for C
where
    R: Relation<Row: AsyncLoadsFrom<C, R, Known = K>> + HoldsOn<<C::Backend as Dialect>::Marker>,
    R::Table: CatalogFor<<C::Backend as Dialect>::Marker>,
    C: AsyncConnection<Backend: Dialect>,
{
    type Reads = R::Row;
    type Writes = <R::Row as AsyncLoadsFrom<C, R>>::Writes;
}

/// A row of the relation `R` that the asynchronous connection `C` can load.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded as the row of `{R}`",
    label = "it has no `Queryable` and `Selectable` that fit this connection's backend",
    note = "derive `Queryable` and `Selectable` for `{Self}`, or `HasQuery`, with the `table_name` of its table",
    note = "to find a field whose type is not that of its column, add `#[diesel(check_for_backend(diesel::sqlite::Sqlite))]` to the struct, or the backend that you use"
)]
pub trait AsyncLoadsFrom<C: AsyncConnection, R: Relation>: ChecksKeys<R, C::Backend> {
    /// A type that is known once the row can be loaded.
    type Known;

    /// The writes of such a row.
    type Writes: AsyncWrites<C, R>;

    /// Reads the row.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn select(
        conn: &mut C,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Option<R::Row>>> + Send;

    /// Reads the row as it is committed now, or written by this transaction.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn select_current(
        conn: &mut C,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Option<R::Row>>> + Send;

    /// Deletes the row, and returns the number of rows deleted.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn delete(conn: &mut C, key: R::Key) -> impl Future<Output = QueryResult<usize>> + Send;

    /// Returns true when the row that a foreign key of the key refers to exists.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn parent_exists(
        conn: &mut C,
        question: ParentExists<R>,
    ) -> impl Future<Output = QueryResult<bool>> + Send;
}

#[diagnostic::do_not_recommend]
impl<C, R, T> AsyncLoadsFrom<C, R> for T
where
    R: Relation<Row = T>,
    T: Selectable<C::Backend> + ChecksKeys<R, C::Backend> + Send,
    C: AsyncConnection<Backend: Dialect<Writing: AsyncWrites<C, R>>>,
    Select<R, C::Backend>: AsyncLoads<'static, C, T>,
    Select<R, C::Backend, true>: AsyncLoads<'static, C, T>,
    ParentExists<R>: AsyncLoads<'static, C, bool>,
    Delete<R>: AsyncExecutes<C>,
{
    type Known = ();
    type Writes = <C::Backend as Dialect>::Writing;

    fn select(conn: &mut C, key: R::Key) -> impl Future<Output = QueryResult<Option<T>>> + Send {
        let select = Select::<R, C::Backend>::new(key);
        async move { select.load_one(conn).await.optional() }
    }

    fn select_current(
        conn: &mut C,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Option<T>>> + Send {
        let select = Select::<R, C::Backend, true>::new(key);
        async move { select.load_one(conn).await.optional() }
    }

    fn delete(conn: &mut C, key: R::Key) -> impl Future<Output = QueryResult<usize>> + Send {
        Delete::<R>::new(key).execute_on(conn)
    }

    fn parent_exists(
        conn: &mut C,
        question: ParentExists<R>,
    ) -> impl Future<Output = QueryResult<bool>> + Send {
        question.load_one(conn)
    }
}

/// An asynchronous connection that can create the rows of the relation `R` with the values `V`.
pub trait AsyncCreatesRows<R: Relation, V>: AsyncKeyedConnection<R> {
    /// The values, known to create a row.
    #[doc(hidden)]
    type Values: Creatable<R, Self::Backend, R::Table, Statement: Send + Sync> + From<V> + Send;
}

// `K` is unknown when no row can be created, so that rustc reports it once.
impl<C, R, V, K> AsyncCreatesRows<R, V> for C
where
    R: Relation<Row: Send>,
    V: Creatable<R, C::Backend, R::Table, Known = K, Statement: Send + Sync> + Send,
    C: AsyncKeyedConnection<R>,
{
    type Values = V;
}

/// An asynchronous connection that can apply the changes `S` to the rows of the relation `R`.
pub trait AsyncUpdatesRows<R: Relation, S>: AsyncKeyedConnection<R> {
    /// The changes, known to be assignable.
    #[doc(hidden)]
    type Changes: Assigns<R, Self::Backend, Assignments: Send + Sync> + From<S>;
}

impl<C, R, S> AsyncUpdatesRows<R, S> for C
where
    R: Relation<Row: Send>,
    S: Assigns<R, C::Backend, Assignments: Send + Sync>,
    C: AsyncKeyedConnection<R>,
{
    type Changes = S;
}
