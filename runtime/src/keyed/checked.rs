//! Keys as messages show them, and keys that no row would keep as they are.

use diesel::backend::Backend as DieselBackend;
use diesel::query_builder::QueryFragment;

use super::given_key::show_key;
use super::kept::refuse_unstorable;
use super::nodes::Delete;
use super::relation::Relation;
use crate::dialect::Dialect;
use crate::error::Error;

/// The row of a relation whose keys the backend `DB` can render.
pub trait ChecksKeys<R: Relation, DB: DieselBackend> {
    /// Returns the key as messages show it.
    fn show_key(key: &R::Key) -> String;

    /// Refuses keys that would be stored as others.
    ///
    /// # Errors
    ///
    /// [`Error::UnstorableKey`].
    fn refuse_unstorable(keys: &[R::Key]) -> Result<(), Error>;
}

#[diagnostic::do_not_recommend]
impl<R, DB, T> ChecksKeys<R, DB> for T
where
    R: Relation<Row = T>,
    DB: Dialect,
    Delete<R>: QueryFragment<DB>,
{
    fn show_key(key: &R::Key) -> String {
        show_key::<R, DB>(key)
    }

    fn refuse_unstorable(keys: &[R::Key]) -> Result<(), Error> {
        refuse_unstorable::<R, DB>(keys)
    }
}
