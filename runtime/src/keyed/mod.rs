//! The engine: at most one row for a key, read, created and deleted without a race.
//!
//! Applications use the accessors that [`Model`](crate::Model) generates, and the methods that the
//! [`prelude`](crate::prelude) brings: [`KeyedDsl`] for one row, [`BatchDsl`] for many. Code that
//! is generic over its connection asks for [`KeyedConnection`], [`CreatesRows`] or
//! [`BatchConnection`], or for the bound that the derive emits for each relation.

mod batch;
mod blocking;
mod builder;
mod columns;
mod decide;
mod nodes;
mod outcome;
mod relation;
mod stated;
mod values;

pub use batch::{Batch, BatchConnection, BatchDsl, Iter, KeyedBatch, Position};
pub use blocking::{CreatesRows, KeyedConnection, KeyedDsl};
pub use builder::{Entry, Keyed};
pub use relation::Relation;
pub use values::{NoValues, Values};

// What only bounds and signatures name.
#[doc(hidden)]
pub use batch::{BatchDialect, InsertMissing, PushKeys, SelectMany};
#[doc(hidden)]
#[cfg(feature = "postgres")]
pub use columns::BindArrays;
#[doc(hidden)]
pub use columns::{
    AssignKey, BindKey, ColumnSet, ExpressionKey, KeyColumns, KeyValues, TransposeKeys,
};
#[doc(hidden)]
pub use nodes::{Delete, InsertIfAbsent, ParentExists, Select};
#[doc(hidden)]
pub use relation::{
    Completeness, CreatesFromKey, CreatesWithValues, HoldsOn, IMPOSSIBLE, KEY_ALONE, NEEDS_VALUES,
};
#[doc(hidden)]
pub use stated::States;
#[doc(hidden)]
pub use values::{Creates, Suffices};
