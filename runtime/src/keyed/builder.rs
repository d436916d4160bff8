//! The values that the accessors return.

use std::fmt;
use std::marker::PhantomData;

use diesel::associations::HasTable;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;
use diesel::{QuerySource, Selectable};

use super::approach::{Approach, ParentLocks};
use super::changes::{Changes, Changeset, Set};
use super::columns::BindKey;
use super::decide::Start;
use super::given_key::sql_of;
use super::nodes::{FromClause, Selection, push_condition};
use super::relation::{HasOne, Relation};
use super::values::{Given, InsertableInto, NoValues, Values};
use crate::dialect::Dialect;

/// At most one row, by its key: finish it with one of the methods of the [`prelude`](crate::prelude).
///
/// Nothing is sent before. `diesel::debug_query` shows the `SELECT` it starts with.
///
/// # Example
///
/// ```
#[doc = include_str!("../../doc/setup.rs")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let conn = &mut connection()?;
/// use camshaft::prelude::*;
///
/// let user: User = users::table.select(User::as_select()).first(conn)?;
/// assert!(user.detail().get(conn)?.is_none());
///
/// let detail = user.detail().values(user_details::status.eq("new")).get_or_create(conn)?;
/// assert_eq!(detail.status.as_deref(), Some("new"));
///
/// let sql = diesel::debug_query::<diesel::sqlite::Sqlite, _>(&user.detail()).to_string();
/// assert!(sql.contains("FROM `user_details` WHERE `user_id` = ?"));
///
/// assert!(user.detail().delete(conn)?);
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent to the database before a method such as `get` or `get_or_create`"]
pub struct Keyed<R: Relation, V = NoValues> {
    /// `None`: the key is NULL.
    pub(crate) key: Option<R::Key>,
    pub(crate) values: V,
    pub(crate) approach: Approach,
    pub(crate) relation: PhantomData<fn() -> R>,
}

impl<R: Relation> Keyed<R> {
    /// Creates the accessor of the row with this key, for the expansion of the derive; `None` is a
    /// NULL key.
    #[doc(hidden)]
    pub const fn by(key: Option<R::Key>) -> Self {
        Self {
            key,
            values: NoValues,
            approach: Approach::USUAL,
            relation: PhantomData,
        }
    }

    /// Sets the values for the row if it is created: anything `Insertable` into its table, by value
    /// or by reference.
    ///
    /// The key need not be among them. If it is, it must be the same, or the call fails with
    /// [`Error::KeyMismatch`](crate::Error::KeyMismatch) before anything is sent. `None` in a
    /// field means what it means in Diesel's `Insertable`.
    ///
    /// The result is a `Keyed<R, Values<V>>`.
    pub fn values<V>(self, values: V) -> Keyed<R, Given<V, R>>
    where
        V: InsertableInto<R::Table> + Clone,
    {
        Keyed {
            key: self.key,
            values: values.given(),
            approach: self.approach,
            relation: PhantomData,
        }
    }

    /// Changes for the row, whether it is found or created: anything that is `AsChangeset` and
    /// `Insertable` for its table, by value or by reference.
    ///
    /// To create the row with other values than it is updated with, call [`values`](Self::values)
    /// before. Changes that read the row, such as `hits.eq(hits + 1)`, need that always.
    ///
    /// The result is an `Upsert<R, Values<S>, S>`.
    pub fn set<S>(self, changes: S) -> Upsert<R, Given<S, R>, Set<S, R>>
    where
        S: Changeset<R::Table> + InsertableInto<R::Table> + Clone,
    {
        Upsert {
            key: self.key,
            values: changes.clone().given(),
            approach: self.approach,
            changes: Changes(changes.itself()),
            relation: PhantomData,
        }
    }
}

impl<R: Relation, V> Keyed<R, Values<V>> {
    /// Changes for the row if it is found: anything that is `AsChangeset` for its table, by value
    /// or by reference. A row that is created holds the [`values`](Keyed::values) alone.
    ///
    /// `None` in a field means what it means in Diesel's `AsChangeset`. The key need not be among
    /// the changes. If it is, it must be the same, or the call fails with
    /// [`Error::KeyMismatch`](crate::Error::KeyMismatch) before anything is sent.
    pub fn set<S>(self, changes: S) -> Upsert<R, Values<V>, Set<S, R>>
    where
        S: Changeset<R::Table> + Clone,
    {
        Upsert {
            key: self.key,
            values: self.values,
            approach: self.approach,
            changes: Changes(changes.itself()),
            relation: PhantomData,
        }
    }
}

impl<R: Relation, V> Keyed<R, V> {
    /// Inserts before it reads: for rows that are almost never there, and for `SERIALIZABLE`
    /// transactions of MySQL and MariaDB, where reading what is absent first makes deadlocks.
    ///
    /// A row that is there costs more then: a write, its locks, and a value of its sequence. An
    /// upsert begins with its `UPDATE` all the same.
    pub const fn insert_first(mut self) -> Self {
        self.approach.first = Start::Insert;
        self
    }
}

impl<R: HasOne, V> Keyed<R, V> {
    /// Locks the row that it belongs to before it inserts, so that nobody deletes it meanwhile, or
    /// merges it with another: against the deadlock of an insert that waits for that row, while
    /// whoever holds it waits for what was inserted.
    ///
    /// `SELECT EXISTS (SELECT 1 FROM users WHERE id = .. FOR KEY SHARE)` more, `LOCK IN SHARE MODE` on
    /// MySQL and MariaDB, for each foreign key of the key. It needs the privilege to update that
    /// table. A row that is there costs no lock, and on SQLite, which has one writer, nothing is
    /// sent.
    ///
    /// The lock is held until the transaction ends: outside of one it only waits for whoever holds
    /// the row by then. A deadlock that is left is
    /// [`Error::RestartTransaction`](crate::Error::RestartTransaction), as it is without the lock.
    pub const fn lock_parent(mut self) -> Self {
        self.approach.parents = ParentLocks::Locked;
        self
    }
}

impl<R: Relation, V> fmt::Debug for Keyed<R, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyed")
            .field("relation", &R::NAME)
            .finish_non_exhaustive()
    }
}

/// A row by its key, and changes for it: finish it with [`upsert`](super::UpsertDsl::upsert).
///
/// # Example
///
/// ```
#[doc = include_str!("../../doc/setup.rs")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let conn = &mut connection()?;
/// use camshaft::prelude::*;
///
/// let user: User = users::table.select(User::as_select()).first(conn)?;
/// let detail = user.detail().set(user_details::status.eq("done")).upsert(conn)?;
/// assert_eq!(detail.status.as_deref(), Some("done"));
///
/// // Other values for a new row than for one that is there.
/// let entry = user
///     .detail()
///     .values(user_details::status.eq("new"))
///     .set(user_details::status.eq("seen again"))
///     .upsert_entry(conn)?;
/// assert!(!entry.is_created());
/// assert_eq!(entry.row().status.as_deref(), Some("seen again"));
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent to the database before `upsert` or `upsert_entry`"]
pub struct Upsert<R: Relation, V, S> {
    /// `None`: the key is NULL.
    pub(crate) key: Option<R::Key>,
    pub(crate) values: V,
    pub(crate) approach: Approach,
    pub(crate) changes: Changes<S>,
    pub(crate) relation: PhantomData<fn() -> R>,
}

impl<R: Relation, V, S> fmt::Debug for Upsert<R, V, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upsert")
            .field("relation", &R::NAME)
            .finish_non_exhaustive()
    }
}

/// Renders the `SELECT` it starts with, for `diesel::debug_query`.
impl<R, V, DB> QueryFragment<DB> for Keyed<R, V>
where
    R: Relation,
    DB: Dialect,
    R::Key: BindKey<R::Columns, DB>,
    R::Row: Selectable<DB>,
    Selection<R, DB>: QueryFragment<DB>,
    FromClause<R>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        out.push_sql(&sql_of::<DB>(&R::Row::construct_selection()).unwrap_or_default());
        out.push_sql(" FROM ");
        out.push_sql(&sql_of::<DB>(&R::Table::table().from_clause()).unwrap_or_default());
        out.push_sql(" WHERE ");
        if let Some(key) = &self.key {
            push_condition::<R, DB>(key, &mut out)
        } else {
            out.push_sql("NULL");
            Ok(())
        }
    }
}
