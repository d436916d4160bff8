//! The errors of this crate, and the remedies of the caller.

use std::fmt;

use diesel::result::Error as DieselError;

/// An error of this crate.
///
/// `?` works both ways: into it from [`diesel::result::Error`], and out of it into one. A Diesel
/// error that was wrapped comes back unchanged; the others travel as
/// [`QueryBuilderError`](DieselError::QueryBuilderError) and are found again with
/// [`Error::in_diesel`].
///
/// # Example
///
/// ```
#[doc = include_str!("../doc/setup.rs")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let conn = &mut connection()?;
/// use camshaft::prelude::*;
///
/// use camshaft::Error;
///
/// let nobody = User { id: 99, email: "nobody@example.org".into(), name: "Nobody".into() };
/// let error = nobody.detail().get_or_create(conn).unwrap_err();
/// assert!(matches!(error, Error::ParentMissing { parent: "users", .. }));
///
/// // A key that is given another value is refused before anything is sent.
/// let ada: User = users::table.select(User::as_select()).first(conn)?;
/// let error = ada.detail().values(user_details::user_id.eq(2)).get_or_create(conn).unwrap_err();
/// let error = diesel::result::Error::from(error);
/// assert!(matches!(Error::in_diesel(&error), Some(Error::KeyMismatch { .. })));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The row that the key refers to does not exist: the key's own foreign key was violated.
    ParentMissing {
        /// The table of the row that was to be created.
        table: &'static str,
        /// The table its key refers to.
        parent: &'static str,
        /// The violation.
        source: DieselError,
    },
    /// The row could neither be read nor created in the attempts allowed.
    ///
    /// Something hides it: a trigger that discards the insert, a row security policy, a rewrite
    /// rule, or other sessions that delete it each time.
    NotVisible {
        /// The table.
        table: &'static str,
        /// The number of attempts.
        attempts: u8,
    },
    /// A row was stored, but it is not the one asked for.
    ///
    /// The server does not keep the key as it came: a trigger rewrites it, or it is cut, rounded or
    /// replaced to fit its column. Or the values given put the row outside of the partial index's
    /// predicate. Roll back: in autocommit mode the row stays, except that
    /// [`insert`](crate::insert) stores nothing; then the fields are empty.
    WrongRow {
        /// The table.
        table: &'static str,
        /// The key columns.
        columns: &'static [&'static str],
        /// The key asked for; `None` in a call for many keys, which cannot say whose row it is.
        key: Option<String>,
        /// The key that the row is stored with; `None` where the server does not return it.
        stored: Option<String>,
    },
    /// A [backfill](crate::backfill) has created rows, and their parents are still without.
    ///
    /// A trigger gives the rows another key, or none; a row security policy hides them; or other
    /// sessions delete them as fast as they are created. What was created stays, outside of a
    /// transaction.
    StillMissing {
        /// The table of the rows.
        table: &'static str,
        /// The number of these parents, of those that were covered.
        parents: i64,
    },
    /// The server would not keep the key as it is; no row was written for it.
    ///
    /// On MySQL and MariaDB this is 0 in a column that the server numbers; a text or bytes that are
    /// longer than the column, on PostgreSQL too; a time or a decimal number with more digits after
    /// the point than the column has; NaN on SQLite. It is also a key that is an array, in a call
    /// for many on PostgreSQL. A key that the catalog cannot reject ends in
    /// [`WrongRow`](Self::WrongRow).
    UnstorableKey {
        /// The table.
        table: &'static str,
        /// The key column in question.
        column: &'static str,
        /// The fault of its value.
        why: String,
    },
    /// The values for a new row give its key another value than the accessor's; nothing was sent.
    KeyMismatch {
        /// The table.
        table: &'static str,
        /// The key column in question.
        column: &'static str,
    },
    /// The key is NULL, so no row can have it; nothing was sent.
    NullKey {
        /// The table.
        table: &'static str,
    },
    /// The whole outermost transaction must be run again; see [`retry`](crate::retry()).
    ///
    /// A serialization failure, a deadlock, a lock that timed out, or a busy SQLite database. In
    /// autocommit mode the call itself may be repeated; on MySQL and MariaDB an upsert may have been
    /// applied by then, as its row is read back after it.
    ///
    /// While PostgreSQL runs `REINDEX CONCURRENTLY` on the index of the key, a lost race ends the
    /// transaction: the source is what the server said of the violation, as a
    /// [`SerializationFailure`](diesel::result::DatabaseErrorKind::SerializationFailure).
    RestartTransaction {
        /// The error of the server.
        source: DieselError,
    },
    /// The index that the proof relied on is gone or was changed: the compiled catalog is stale.
    Catalog {
        /// The table.
        table: &'static str,
        /// The error of the server.
        source: DieselError,
    },
    /// PostgreSQL: the table has rules for `INSERT` or `UPDATE`, beside which the server refuses
    /// `ON CONFLICT`. Triggers do what they do.
    Rules {
        /// The table.
        table: &'static str,
        /// The error of the server.
        source: DieselError,
    },
    /// The row of a new parent cannot be read back: its server returns no rows from an insert, and
    /// does not number its primary key, or the values contain that key. Nothing was inserted.
    UnreadableKey {
        /// The parent's table.
        table: &'static str,
    },
    /// A transaction is open on the connection, and the call only works outside of one.
    ///
    /// On MySQL and MariaDB one is open always with `autocommit = 0`: to begin another would commit what
    /// was done in it.
    AlreadyInTransaction,
    /// Any other error of the database or of Diesel, unchanged.
    Database(DieselError),
}

impl Error {
    /// Finds an error of this crate inside a Diesel error that `?` made of it.
    #[must_use]
    pub fn in_diesel(error: &DieselError) -> Option<&Self> {
        match error {
            DieselError::QueryBuilderError(inner) => inner.downcast_ref(),
            _ => None,
        }
    }

    /// Returns the Diesel error behind this one, if the database was asked at all.
    #[must_use]
    pub const fn as_diesel(&self) -> Option<&DieselError> {
        match self {
            Self::ParentMissing { source, .. }
            | Self::RestartTransaction { source }
            | Self::Catalog { source, .. }
            | Self::Rules { source, .. }
            | Self::Database(source) => Some(source),
            Self::NotVisible { .. }
            | Self::WrongRow { .. }
            | Self::StillMissing { .. }
            | Self::UnstorableKey { .. }
            | Self::KeyMismatch { .. }
            | Self::NullKey { .. }
            | Self::UnreadableKey { .. }
            | Self::AlreadyInTransaction => None,
        }
    }
}

/// `optional()` for results of this crate, as Diesel's trait of the same name has it for its own.
///
/// The [`prelude`](crate::prelude) brings it; both can be in scope.
pub trait OptionalExtension<T> {
    /// `None` instead of [`NotFound`](DieselError::NotFound).
    ///
    /// # Errors
    ///
    /// Every other error, unchanged.
    ///
    /// ```
    #[doc = include_str!("../doc/setup.rs")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let conn = &mut connection()?;
    /// use camshaft::prelude::*;
    ///
    /// let load = |id: i64, conn: &mut SqliteConnection| -> Result<User, camshaft::Error> {
    ///     Ok(users::table.find(id).select(User::as_select()).first(conn)?)
    /// };
    /// assert!(load(1, conn).optional()?.is_some());
    /// assert!(load(99, conn).optional()?.is_none());
    /// # Ok(())
    /// # }
    /// ```
    fn optional(self) -> Result<Option<T>, Error>;
}

impl<T> OptionalExtension<T> for Result<T, Error> {
    fn optional(self) -> Result<Option<T>, Error> {
        match self {
            Ok(value) => Ok(Some(value)),
            Err(Error::Database(DieselError::NotFound)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ParentMissing { table, parent, .. } => {
                write!(
                    f,
                    "no row of `{parent}` for the key of the new `{table}` row"
                )
            }
            Self::NotVisible { table, attempts } => write!(
                f,
                "the `{table}` row could neither be read nor created in {attempts} attempts: \
                 a trigger discards it or gives it another key, a rule or a row security policy hides it, \
                 or it is deleted each time"
            ),
            Self::WrongRow {
                table,
                columns,
                key,
                stored,
            } => {
                write!(
                    f,
                    "the new `{table}` row has another key than the one asked for, or is outside of \
                     the index's predicate"
                )?;
                if let Some(key) = key {
                    write!(f, "; {} = ({key}) was asked for", columns.join(", "))?;
                }
                if let Some(stored) = stored {
                    write!(f, "; {} = ({stored}) is stored", columns.join(", "))?;
                }
                if !columns.is_empty() {
                    write!(f, "; it stays in autocommit mode")?;
                }
                Ok(())
            }
            Self::StillMissing { table, parents } => write!(
                f,
                "{parents} parents are still without their `{table}` row after it was created: a trigger \
                 gives it another key, a row security policy hides it, or it is deleted each time"
            ),
            Self::UnstorableKey { table, column, why } => write!(
                f,
                "the key of the `{table}` row is not kept as it is: `{column}` {why}; no row was written for it"
            ),
            Self::KeyMismatch { table, column } => write!(
                f,
                "the values for the new `{table}` row give `{column}` another value than its key"
            ),
            Self::NullKey { table } => {
                write!(
                    f,
                    "the key of the `{table}` row is NULL: no row can have it"
                )
            }
            Self::UnreadableKey { table } => write!(
                f,
                "the new `{table}` row cannot be read back on this server: \
                 its primary key is not numbered by the server, or is among the values"
            ),
            Self::RestartTransaction { .. } => {
                f.write_str("the whole transaction must be run again")
            }
            Self::Catalog { table, .. } => write!(
                f,
                "the unique index of `{table}` that this query relies on is gone or changed: \
                 run `camshaft check-catalog`"
            ),
            Self::Rules { table, .. } => write!(
                f,
                "`{table}` has rules for `INSERT` or `UPDATE`, beside which PostgreSQL refuses `ON CONFLICT`: \
                 make triggers of the rules"
            ),
            Self::AlreadyInTransaction => f.write_str(
                "a transaction is open already: make this call before it begins \
                     (with `autocommit = 0` one is open always)",
            ),
            Self::Database(source) => source.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Database(source) => source.source(),
            other => other.as_diesel().map(|source| source as _),
        }
    }
}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::QueryBuilderError(inner) => match inner.downcast::<Self>() {
                Ok(ours) => *ours,
                Err(other) => Self::Database(DieselError::QueryBuilderError(other)),
            },
            other => Self::Database(other),
        }
    }
}

impl From<Error> for DieselError {
    fn from(error: Error) -> Self {
        match error {
            Error::ParentMissing { source, .. }
            | Error::RestartTransaction { source }
            | Error::Catalog { source, .. }
            | Error::Rules { source, .. }
            | Error::Database(source) => source,
            ours => Self::QueryBuilderError(Box::new(ours)),
        }
    }
}
