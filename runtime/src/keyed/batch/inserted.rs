//! The insert of a batch: keys alone, or keys with the same values for each.

use diesel::backend::Backend as DieselBackend;
use diesel::query_builder::QueryFragment;

use crate::dialect::Dialect;
use crate::error::Error;
use crate::keyed::creatable::CreatableMany;
use crate::keyed::given_key::GivesKey as _;
use crate::keyed::relation::Relation;
use crate::keyed::values::{NoValues, Values};

/// The values of a batch's new rows.
pub trait InsertsMany<R: Relation, DB: DieselBackend> {
    /// The insert of one row with key terms.
    type Statement: QueryFragment<DB>;

    /// Returns the insert; `None` when keys are inserted alone.
    ///
    /// # Errors
    ///
    /// [`Error::KeyMismatch`] when the values hold a key column with another value than one of the keys.
    fn insert_of(self, keys: &[R::Key]) -> Result<Option<Self::Statement>, Error>;
}

impl<R: Relation, DB: Dialect> InsertsMany<R, DB> for NoValues {
    type Statement = ();

    fn insert_of(self, _: &[R::Key]) -> Result<Option<()>, Error> {
        Ok(None)
    }
}

impl<R, DB, V> InsertsMany<R, DB> for Values<V>
where
    R: Relation,
    DB: DieselBackend,
    Self: CreatableMany<R, DB, R::Table>,
{
    type Statement = <Self as CreatableMany<R, DB, R::Table>>::Statement;

    fn insert_of(self, keys: &[R::Key]) -> Result<Option<Self::Statement>, Error> {
        let given_key = self.given_key(keys)?;
        Ok(Some(self.statement(given_key)))
    }
}
