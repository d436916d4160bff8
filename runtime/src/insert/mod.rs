//! Creation with the parent: a row and the rows that belong to it, all or none.
//!
//! One statement on PostgreSQL; elsewhere a transaction inserts each parent and then its children.

#[cfg(feature = "async")]
mod async_;
mod blocking;
mod builder;
mod nodes;
mod read_back;
#[cfg(feature = "postgres")]
mod together;

use crate::error::Error;

#[doc(hidden)]
pub use crate::dialect::InSequence;
#[cfg(feature = "postgres")]
#[doc(hidden)]
pub use crate::dialect::Together;
pub use builder::{Append, Children, Each, Insertion, NewChild};
pub use nodes::{InsertParent, ReadInserted};
pub use read_back::Parent;

/// A connection that can insert parents `P` from values `V` together with their children `C`.
///
/// `M` is [`Blocking`](crate::connection::Blocking) or [`Asynchronous`](crate::connection::Asynchronous); the compiler finds it out from the connection.
#[diagnostic::on_unimplemented(
    message = "this connection cannot insert these values together with their children",
    label = "not on `{Self}`",
    note = "the values must be `Insertable` and `Clone`, those of each child enough to create it, and the backend in the catalog"
)]
pub trait InsertsWithChildren<'c, P, V, C, M>: 'c {
    /// The rows, or a future of them.
    type One;
    /// The rows of many parents, or a future of them.
    type Many;

    /// Inserts one parent.
    fn insert_one(&'c mut self, insertion: Insertion<P, V, C>) -> Self::One;
    /// Inserts many parents.
    fn insert_many(&'c mut self, insertion: Insertion<P, Each<V>, C>) -> Self::Many;
}

/// Returns the row of the one parent that was inserted.
fn the_one<T>(rows: Vec<T>) -> Result<T, Error> {
    rows.into_iter()
        .next()
        .ok_or(Error::Database(diesel::result::Error::NotFound))
}
