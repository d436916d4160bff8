//! What the accessors return.

use std::fmt;
use std::marker::PhantomData;

use diesel::associations::HasTable;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;
use diesel::{Insertable, QuerySource, Selectable};

use super::columns::BindKey;
use super::nodes::{FromClause, Selection, push_condition};
use super::relation::Relation;
use super::values::{NoValues, Values};
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
    pub(crate) relation: PhantomData<fn() -> R>,
}

impl<R: Relation> Keyed<R> {
    /// For the expansion of the derive: the row with this key; `None` for a NULL key.
    #[doc(hidden)]
    pub const fn by(key: Option<R::Key>) -> Self {
        Self {
            key,
            values: NoValues,
            relation: PhantomData,
        }
    }

    /// Values for the row if it is created: anything `Insertable` into its table, by value or by
    /// reference.
    ///
    /// The key need not be among them. If it is, it must be the same, or the call fails with
    /// [`Error::KeyMismatch`](crate::Error::KeyMismatch) before anything is sent. `None` in a
    /// field means what it means in Diesel's `Insertable`.
    pub fn values<V>(self, values: V) -> Keyed<R, Values<V>>
    where
        V: Insertable<R::Table> + Clone,
    {
        Keyed {
            key: self.key,
            values: Values(values),
            relation: PhantomData,
        }
    }
}

impl<R: Relation, V> fmt::Debug for Keyed<R, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyed")
            .field("relation", &R::NAME)
            .finish_non_exhaustive()
    }
}

/// A row that was to exist, and whether this call created it.
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
/// assert!(user.detail().get_or_create_entry(conn)?.is_created());
///
/// let again = user.detail().get_or_create_entry(conn)?;
/// assert!(!again.is_created());
/// assert_eq!(again.into_row().user_id, user.id);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry<T> {
    /// It was there.
    Found(T),
    /// This call created it. Inside a transaction that is provisional until `COMMIT`.
    Created(T),
}

impl<T> Entry<T> {
    /// Whether this call created it.
    #[must_use]
    pub const fn is_created(&self) -> bool {
        matches!(self, Self::Created(_))
    }

    /// The row.
    #[must_use]
    pub fn into_row(self) -> T {
        match self {
            Self::Found(row) | Self::Created(row) => row,
        }
    }

    /// The row, borrowed.
    #[must_use]
    pub const fn row(&self) -> &T {
        match self {
            Self::Found(row) | Self::Created(row) => row,
        }
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
        out.push_sql(&sql_of::<DB>(&R::Row::construct_selection()));
        out.push_sql(" FROM ");
        out.push_sql(&sql_of::<DB>(&R::Table::table().from_clause()));
        out.push_sql(" WHERE ");
        if let Some(key) = &self.key {
            push_condition::<R, DB>(key, &mut out)
        } else {
            out.push_sql("NULL");
            Ok(())
        }
    }
}

/// The SQL of a fragment, without its binds.
fn sql_of<DB: Dialect>(fragment: &impl QueryFragment<DB>) -> String {
    let mut rendered = diesel::debug_query::<DB, _>(fragment).to_string();
    if let Some(end) = rendered.rfind(" -- binds: ") {
        rendered.truncate(end);
    }
    rendered
}
