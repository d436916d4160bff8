//! The findings of [`verify`](super::verify()), as values.

use crate::catalog::{Backend, TableKind, Timing};

/// A difference by which the live database makes a proof of the compiled catalog false.
///
/// Tables are named with their schema unless that is the default. Displayed, it is one line that
/// ends with the remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// The compiled catalog has no section for this server, so nothing is proven here.
    NoCatalog {
        /// The server.
        backend: Backend,
    },
    /// [`Tables::only`](super::Tables::only) names a table that the compiled catalog does not have.
    NotCompiled {
        /// The name.
        table: String,
    },
    /// The table is missing, or it is a view now.
    Table {
        /// The table.
        table: String,
        /// The kind that it was compiled as.
        expected: TableKind,
        /// The kind that it has; `None` where there is none of that name.
        found: Option<TableKind>,
    },
    /// PostgreSQL: other tables inherit from it now, and no unique index reaches their rows.
    Inherited {
        /// The table.
        table: String,
    },
    /// PostgreSQL: it has rules for `INSERT` or `UPDATE` now, beside which `ON CONFLICT` is refused.
    Rules {
        /// The table.
        table: String,
    },
    /// A column does not allow any more what was proven with it.
    Column {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// Why.
        fault: ColumnFault,
    },
    /// A unique index does not serve any more.
    Unique {
        /// The table.
        table: String,
        /// The columns or the expression that it was compiled with.
        columns: Vec<String>,
        /// The index at fault; `None` for the rowid of SQLite.
        index: Option<String>,
        /// Why.
        fault: UniqueFault,
        /// The statements that make it serve again.
        remedy: String,
    },
    /// A foreign key of a unique key is gone or refers to something else, so that
    /// [`Error::ParentMissing`](crate::Error::ParentMissing) is reported no more, or not for each
    /// insert.
    ForeignKey {
        /// The table.
        table: String,
        /// The columns that referred.
        columns: Vec<String>,
        /// The foreign key that was compiled, as a line of `catalog!`.
        expected: String,
        /// The foreign key that exists instead.
        found: Option<String>,
        /// The statement that brings it back.
        remedy: String,
    },
    /// SQLite: this connection does not enforce foreign keys.
    ForeignKeysOff,
    /// SQLite: a statement of this connection does not wait for another connection's write.
    NoBusyTimeout,
}

/// Why a [`Difference`] is about a column.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnFault {
    /// A unique index was compiled on it, and it is not there.
    Missing {
        /// The column that the index is on instead: it was renamed.
        found: Option<String>,
    },
    /// The column is `NOT NULL` without a default, which it was not: a key alone creates no row.
    Required,
    /// The column belongs to a key and is computed by the server, which it was not: no row can be
    /// created with a given key.
    Generated,
    /// The column belongs to a key and is compared otherwise: one of the types is `citext`.
    Type {
        /// The compiled type.
        expected: String,
        /// The live type.
        found: String,
    },
}

/// Why a unique index does not serve.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UniqueFault {
    /// The index is gone, and no other does the same.
    Missing,
    /// The index is not unique.
    NotUnique,
    /// PostgreSQL: its `CREATE INDEX CONCURRENTLY` failed, or is not finished yet.
    Invalid,
    /// MySQL: it is invisible. MariaDB: it is ignored.
    Invisible,
    /// The uniqueness of the index is not checked at once, or need not be.
    Deferrable {
        /// When it is checked.
        found: Timing,
    },
    /// The index is on other columns, on beginnings of them, or on another expression.
    Keys {
        /// The compiled keys, as in `catalog!`.
        expected: String,
        /// The live keys.
        found: String,
    },
    /// The index compares by another collation than its column. `None` is the database's default.
    Collation {
        /// The column's collation.
        expected: Option<String>,
        /// The index's collation.
        found: Option<String>,
    },
    /// The index has another predicate.
    Predicate {
        /// The compiled predicate.
        expected: Option<String>,
        /// The live predicate.
        found: Option<String>,
    },
    /// PostgreSQL: it is in the order of another version of its collation, as before an upgrade of the
    /// operating system, so that it may miss rows and duplicates.
    StaleCollation {
        /// The collation, as SQL; `None` is the database's default.
        collation: Option<String>,
        /// The version that the server recorded.
        recorded: String,
        /// The version that it uses now.
        actual: String,
    },
    /// PostgreSQL: the operators of a type, as `citext`, are in a schema that this connection does not
    /// search, so that queries compare otherwise than the index.
    HiddenOperators {
        /// The schema.
        schema: String,
    },
    /// PostgreSQL: it takes any number of NULLs, and took one.
    NullsDistinct,
    /// PostgreSQL: it takes one NULL, and took any number.
    NullsNotDistinct,
    /// The index has another name, and the server names it in an error: its violation is reported
    /// no more, on MySQL not even to `get_or_create`.
    Renamed {
        /// The live name.
        found: String,
    },
}

impl Difference {
    /// Returns the table it is about; `None` for the connection as a whole.
    #[must_use]
    pub fn table(&self) -> Option<&str> {
        match self {
            Self::NotCompiled { table }
            | Self::Table { table, .. }
            | Self::Inherited { table }
            | Self::Rules { table }
            | Self::Column { table, .. }
            | Self::Unique { table, .. }
            | Self::ForeignKey { table, .. } => Some(table),
            Self::NoCatalog { .. } | Self::ForeignKeysOff | Self::NoBusyTimeout => None,
        }
    }
}
