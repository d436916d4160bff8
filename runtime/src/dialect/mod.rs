//! The differences between the servers.

use crate::catalog::Backend;
use diesel::backend::Backend as DieselBackend;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;

pub(crate) use sealed::Class;
#[cfg(feature = "postgres")]
pub use sealed::Together;
pub use sealed::{Counting, InSequence, Returning};
pub use value::{AnyValue, SendsBack};

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
mod value;

/// Pushes the names of columns between these texts.
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
fn push_each<DB: DieselBackend>(
    columns: &[&str],
    [begin, separator, end]: [&str; 3],
    out: &mut AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    for (position, column) in columns.iter().enumerate() {
        out.push_sql(if position == 0 { begin } else { separator });
        out.push_identifier(column)?;
    }
    out.push_sql(end);
    Ok(())
}

/// A backend that camshaft speaks.
#[diagnostic::on_unimplemented(
    message = "camshaft has no support for the backend `{Self}` in this build",
    label = "the backend of this connection is `{Self}`",
    note = "enable the matching feature of camshaft: `postgres`, `mysql` or `sqlite`"
)]
pub trait Dialect:
    DieselBackend<QueryBuilder: Default> + Default + sealed::Errors + SendsBack + Send + Sync + 'static
{
    /// The backend's type in [`marker`](crate::catalog::marker).
    type Marker: std::fmt::Debug;
    /// The backend.
    const BACKEND: Backend;
    /// The way in which a row that was written is read: `Returning` or `Counting`.
    #[doc(hidden)]
    type Writing;
    /// The way in which parents are inserted with their children: `Together` or `InSequence`.
    #[doc(hidden)]
    type Inserting;
    /// The clause that makes a read see the rows that are committed now, where a transaction would
    /// show a snapshot.
    #[doc(hidden)]
    const CURRENT_READ: &'static str = "";
    /// The clause that locks a row, so that others may refer to it; empty where there is one
    /// writer.
    #[doc(hidden)]
    const PARENT_LOCK: &'static str = "";
    /// True if an insert cannot name the key it passes over, and fails on any unique key that
    /// exists.
    #[doc(hidden)]
    const INSERT_FAILS_ON_CONFLICT: bool = false;
    /// True if one row of `VALUES` becomes many where it holds a set.
    #[doc(hidden)]
    const SETS_IN_VALUES: bool = false;
    /// True if an update of a key without a row locks the gap where it would be.
    #[doc(hidden)]
    const UPDATE_LOCKS_GAPS: bool = false;
    /// The statement that begins a transaction that will write, where it is not the same as any
    /// other.
    #[doc(hidden)]
    const BEGIN_WRITE: Option<&'static str> = None;
    /// A statement that fails while a transaction is open that Diesel did not begin, where `BEGIN` would
    /// commit what was done in it.
    #[doc(hidden)]
    const PROBE_BEFORE_BEGIN: Option<&'static str> = None;
    /// The statement that is sent after a transaction began, for the probe.
    #[doc(hidden)]
    const MARK_BEGIN: Option<&'static str> = None;
    /// The texts around the columns that a write returns.
    #[doc(hidden)]
    const RETURNING: [&'static str; 2] = [" RETURNING ", ""];
    /// Pushes the values of these columns of a row as one text: what a message shows of a key, and on
    /// MySQL and MariaDB each value as it is stored, hexadecimal.
    ///
    /// # Errors
    ///
    /// When an identifier cannot be quoted.
    #[doc(hidden)]
    fn push_shown(columns: &[&str], out: &mut AstPass<'_, '_, Self>) -> QueryResult<()>;
    /// A statement that fails in a transaction that is aborted or gone, where `COMMIT` does not.
    #[doc(hidden)]
    const PROBE_BEFORE_COMMIT: Option<&'static str> = None;
}

/// Returns the meaning of an error of the server for the transaction it happened in.
pub(crate) fn classify<DB: Dialect>(error: &diesel::result::Error) -> Class {
    DB::classify(error)
}

pub(crate) mod sealed {
    use diesel::result::Error as DieselError;

    /// The meaning of an error of the server for the transaction it happened in.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Class {
        /// Run the whole transaction again.
        Restart,
        /// The conflict target matches no usable index.
        NoArbiter,
        /// PostgreSQL: the table has rules, beside which `ON CONFLICT` is refused.
        Rules,
        /// An error before this statement has aborted the transaction.
        Aborted,
        /// A transaction is open that Diesel does not know of.
        Open,
        /// Anything else: the caller's.
        Other,
    }

    /// Writes return the row.
    #[derive(Debug, Clone, Copy)]
    pub struct Returning;

    /// Writes return the number of rows.
    #[derive(Debug, Clone, Copy)]
    pub struct Counting;

    /// One statement inserts parents and children.
    #[cfg(feature = "postgres")]
    #[derive(Debug, Clone, Copy)]
    pub struct Together;

    /// A transaction inserts each parent, and then its children.
    #[derive(Debug, Clone, Copy)]
    pub struct InSequence;

    /// The words of a server's errors.
    pub trait Errors {
        /// Returns the meaning of the error for the transaction.
        fn classify(error: &DieselError) -> Class;
    }
}
