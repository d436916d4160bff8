//! Many keys at once.

mod blocking;
mod keys;
mod nodes;
mod progress;
mod result;

pub use blocking::{BatchConnection, BatchDsl};
pub use keys::{BatchDialect, PushKeys};
pub use nodes::{InsertMissing, SelectMany};
pub use result::{Batch, Iter, Position};

use std::fmt;
use std::marker::PhantomData;

use super::relation::Relation;

/// At most one row for each of many keys: finish it with `get` or `get_or_create`.
#[must_use = "nothing is sent to the database before `get` or `get_or_create`"]
pub struct KeyedBatch<R: Relation> {
    /// `None`: a key that is NULL.
    keys: Vec<Option<R::Key>>,
    relation: PhantomData<fn() -> R>,
}

impl<R: Relation> KeyedBatch<R> {
    /// For the expansion of the derive: the rows with these keys; `None` for a NULL key.
    #[doc(hidden)]
    pub fn by(keys: impl Iterator<Item = Option<R::Key>>) -> Self {
        Self {
            keys: keys.collect(),
            relation: PhantomData,
        }
    }
}

impl<R: Relation> fmt::Debug for KeyedBatch<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyedBatch")
            .field("relation", &R::NAME)
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}
