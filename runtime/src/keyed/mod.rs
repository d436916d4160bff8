//! The engine: at most one row for a key, read, created and deleted without a race.

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

pub use batch::{
    Batch, BatchConnection, BatchDialect, BatchDsl, InsertMissing, Iter, KeyedBatch, Position,
    PushKeys, SelectMany,
};
pub use blocking::{CreatesRows, KeyedConnection, KeyedDsl};
pub use builder::{Entry, Keyed};
#[cfg(feature = "postgres")]
pub use columns::BindArrays;
pub use columns::{
    AssignKey, BindKey, ColumnSet, ExpressionKey, KeyColumns, KeyValues, TransposeKeys,
};
pub use nodes::{Delete, InsertIfAbsent, ParentExists, Select};
pub use relation::{
    Completeness, CreatesFromKey, CreatesWithValues, HoldsOn, IMPOSSIBLE, KEY_ALONE, NEEDS_VALUES,
    Relation,
};
pub use stated::States;
pub use values::{Creates, NoValues, Suffices, Values};
