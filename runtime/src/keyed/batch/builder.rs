//! The values that the accessors of many keys return.

use std::fmt;
use std::marker::PhantomData;

use crate::keyed::changes::{Changes, Changeset, Set};
use crate::keyed::relation::Relation;
use crate::keyed::values::{Given, InsertableInto, NoValues, Values};

/// At most one row for each of many keys: finish it with `get` or `get_or_create`.
///
/// # Example
///
/// ```
#[doc = include_str!("../../../doc/setup.rs")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let conn = &mut connection()?;
/// use camshaft::prelude::*;
///
/// let found: Vec<User> = users::table.select(User::as_select()).load(conn)?;
/// let new = user_details::status.eq("invited");
/// let details = User::detail_of(&found).values(new).get_or_create(conn)?;
/// assert!(details.iter().all(|detail| detail.status.as_deref() == Some("invited")));
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent to the database before `get` or `get_or_create`"]
pub struct KeyedBatch<R: Relation, V = NoValues> {
    /// `None`: a key that is NULL.
    pub(super) keys: Vec<Option<R::Key>>,
    pub(super) values: V,
    relation: PhantomData<fn() -> R>,
}

impl<R: Relation> KeyedBatch<R> {
    /// Creates the accessor of the rows with these keys, for the expansion of the derive; `None` is
    /// a NULL key.
    #[doc(hidden)]
    pub fn by(keys: impl Iterator<Item = Option<R::Key>>) -> Self {
        Self {
            keys: keys.collect(),
            values: NoValues,
            relation: PhantomData,
        }
    }

    /// Sets the values for the rows that are created, the same for all: anything `Insertable` into
    /// their table, by value or by reference.
    ///
    /// The key need not be among them. If it is, each key must be the same, or the call fails with
    /// [`Error::KeyMismatch`](crate::Error::KeyMismatch) before anything is sent. `None` in a
    /// field means what it means in Diesel's `Insertable`. An SQL expression among them may be
    /// evaluated once or once a row.
    ///
    /// The result is a `KeyedBatch<R, Values<V>>`.
    pub fn values<V>(self, values: V) -> KeyedBatch<R, Given<V, R>>
    where
        V: InsertableInto<R::Table> + Clone,
    {
        KeyedBatch {
            keys: self.keys,
            values: values.given(),
            relation: PhantomData,
        }
    }

    /// Changes for the rows, the same for all, whether they are found or created: anything that is
    /// `AsChangeset` and `Insertable` for their table, by value or by reference.
    ///
    /// To create rows with other values than they are updated with, call [`values`](Self::values)
    /// before. Changes that read the row, such as `hits.eq(hits + 1)`, need that always.
    ///
    /// The result is an `UpsertBatch<R, Values<S>, S>`.
    pub fn set<S>(self, changes: S) -> UpsertBatch<R, Given<S, R>, Set<S, R>>
    where
        S: Changeset<R::Table> + InsertableInto<R::Table> + Clone,
    {
        UpsertBatch {
            keys: self.keys,
            values: changes.clone().given(),
            changes: Changes(changes.itself()),
            relation: PhantomData,
        }
    }
}

impl<R: Relation, V> KeyedBatch<R, Values<V>> {
    /// Changes for the rows that are found, the same for all: anything that is `AsChangeset` for
    /// their table, by value or by reference. Rows that are created hold the
    /// [`values`](KeyedBatch::values) alone.
    ///
    /// `None` in a field means what it means in Diesel's `AsChangeset`. The key need not be among
    /// the changes. If it is, each key must be the same, or the call fails with
    /// [`Error::KeyMismatch`](crate::Error::KeyMismatch) before anything is sent.
    pub fn set<S>(self, changes: S) -> UpsertBatch<R, Values<V>, Set<S, R>>
    where
        S: Changeset<R::Table> + Clone,
    {
        UpsertBatch {
            keys: self.keys,
            values: self.values,
            changes: Changes(changes.itself()),
            relation: PhantomData,
        }
    }
}

impl<R: Relation, V> fmt::Debug for KeyedBatch<R, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyedBatch")
            .field("relation", &R::NAME)
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}

/// Rows by many keys, and changes for them: finish it with
/// [`upsert`](super::UpsertBatchDsl::upsert).
///
/// # Example
///
/// ```
#[doc = include_str!("../../../doc/setup.rs")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let conn = &mut connection()?;
/// use camshaft::prelude::*;
///
/// let found: Vec<User> = users::table.select(User::as_select()).load(conn)?;
/// let details = User::detail_of(&found).set(user_details::status.eq("done")).upsert(conn)?;
/// assert!(details.iter().all(|detail| detail.status.as_deref() == Some("done")));
///
/// // Other values for new rows than for those that are there.
/// let entries = User::detail_of(&found)
///     .values(user_details::status.eq("new"))
///     .set(user_details::status.eq("seen again"))
///     .upsert_entries(conn)?;
/// for entry in &entries {
///     assert!(!entry.is_created());
///     assert_eq!(entry.row().status.as_deref(), Some("seen again"));
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent to the database before `upsert` or `upsert_entries`"]
pub struct UpsertBatch<R: Relation, V, S> {
    /// `None`: a key that is NULL.
    pub(super) keys: Vec<Option<R::Key>>,
    pub(super) values: V,
    pub(super) changes: Changes<S>,
    relation: PhantomData<fn() -> R>,
}

impl<R: Relation, V, S> fmt::Debug for UpsertBatch<R, V, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpsertBatch")
            .field("relation", &R::NAME)
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}
