//! The keys of rows that a batch creates.

use crate::dialect::Dialect;
use crate::error::Error;
use crate::keyed::kept::refuse_arrays;
use crate::keyed::relation::Relation;

/// Returns the keys, if none is NULL and none an array.
pub(super) fn not_null<R: Relation, DB: Dialect>(
    keys: Vec<Option<R::Key>>,
) -> Result<Vec<R::Key>, Error> {
    refuse_arrays::<R, DB>()?;
    let keys: Option<Vec<_>> = keys.into_iter().collect();
    keys.ok_or(Error::NullKey { table: R::TABLE })
}
