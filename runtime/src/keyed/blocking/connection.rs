//! The bounds on a blocking connection that reaches the rows of a relation.

use diesel::Selectable;
use diesel::connection::LoadConnection;
use diesel::result::{OptionalExtension, QueryResult};

use super::writes::Writes;
use crate::catalog::CatalogFor;
use crate::connection::{Executes, Loads};
use crate::dialect::Dialect;
use crate::keyed::changes::Assigns;
use crate::keyed::checked::ChecksKeys;
use crate::keyed::creatable::Creatable;
use crate::keyed::nodes::{Delete, ParentExists, Select};
use crate::keyed::relation::{HoldsOn, Relation};

/// A connection that can read and delete the rows of the relation `R`.
///
/// [`RelationConnection`](crate::RelationConnection) can create and update them, too.
pub trait KeyedConnection<R: Relation>: LoadConnection<Backend: Dialect> {
    /// The reads of a row.
    #[doc(hidden)]
    type Reads: LoadsFrom<Self, R>;

    /// The writes of a row.
    #[doc(hidden)]
    type Writes: Writes<Self, R>;
}

impl<C, R> KeyedConnection<R> for C
where
    R: Relation<Row: LoadsFrom<C, R>> + HoldsOn<<C::Backend as Dialect>::Marker>,
    R::Table: CatalogFor<<C::Backend as Dialect>::Marker>,
    C: LoadConnection<Backend: Dialect>,
{
    type Reads = R::Row;
    type Writes = <R::Row as LoadsFrom<C, R>>::Writes;
}

/// A row of the relation `R` that the connection `C` can load.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded as the row of `{R}`",
    label = "it has no `Queryable` and `Selectable` that fit this connection's backend",
    note = "derive `Queryable` and `Selectable` for `{Self}`, or `HasQuery`, with the `table_name` of its table",
    note = "to find a field whose type is not that of its column, add `#[diesel(check_for_backend(diesel::sqlite::Sqlite))]` to the struct, or the backend that you use"
)]
pub trait LoadsFrom<C: LoadConnection, R: Relation>: ChecksKeys<R, C::Backend> {
    /// The writes of such a row.
    type Writes: Writes<C, R>;

    /// Reads the row.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn select(conn: &mut C, key: R::Key) -> QueryResult<Option<R::Row>>;

    /// Reads the row as it is committed now, or written by this transaction.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn select_current(conn: &mut C, key: R::Key) -> QueryResult<Option<R::Row>>;

    /// Deletes the row, and returns the number of rows deleted.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn delete(conn: &mut C, key: R::Key) -> QueryResult<usize>;

    /// Returns true when the row that a foreign key of the key refers to exists.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn parent_exists(conn: &mut C, question: ParentExists<R>) -> QueryResult<bool>;
}

#[diagnostic::do_not_recommend]
impl<C, R, T> LoadsFrom<C, R> for T
where
    R: Relation<Row = T>,
    T: Selectable<C::Backend> + ChecksKeys<R, C::Backend>,
    C: LoadConnection<Backend: Dialect<Writing: Writes<C, R>>>,
    Select<R, C::Backend>: Loads<'static, C, T>,
    Select<R, C::Backend, true>: Loads<'static, C, T>,
    ParentExists<R>: Loads<'static, C, bool>,
    Delete<R>: Executes<C>,
{
    type Writes = <C::Backend as Dialect>::Writing;

    fn select(conn: &mut C, key: R::Key) -> QueryResult<Option<T>> {
        let select = Select::<R, C::Backend>::new(key);
        select.load_one(conn).optional()
    }

    fn select_current(conn: &mut C, key: R::Key) -> QueryResult<Option<T>> {
        let select = Select::<R, C::Backend, true>::new(key);
        select.load_one(conn).optional()
    }

    fn delete(conn: &mut C, key: R::Key) -> QueryResult<usize> {
        Delete::<R>::new(key).execute_on(conn)
    }

    fn parent_exists(conn: &mut C, question: ParentExists<R>) -> QueryResult<bool> {
        question.load_one(conn)
    }
}

/// A connection that can create the rows of the relation `R` with the values `V`.
pub trait CreatesRows<R: Relation, V>: KeyedConnection<R> {
    /// The values, known to create a row.
    #[doc(hidden)]
    type Values: Creatable<R, Self::Backend, R::Table> + From<V>;
}

// `K` is unknown when no row can be created, so that rustc reports it once.
impl<C, R, V, K> CreatesRows<R, V> for C
where
    R: Relation,
    V: Creatable<R, C::Backend, R::Table, Known = K>,
    C: KeyedConnection<R>,
{
    type Values = V;
}

/// A connection that can apply the changes `S` to the rows of the relation `R`.
pub trait UpdatesRows<R: Relation, S>: KeyedConnection<R> {
    /// The changes, known to be assignable.
    #[doc(hidden)]
    type Changes: Assigns<R, Self::Backend> + From<S>;
}

impl<C, R, S> UpdatesRows<R, S> for C
where
    R: Relation,
    S: Assigns<R, C::Backend>,
    C: KeyedConnection<R>,
{
    type Changes = S;
}
