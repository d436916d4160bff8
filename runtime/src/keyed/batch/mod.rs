//! Many keys at once.

mod affected;
#[cfg(feature = "async")]
mod async_;
mod blocking;
mod builder;
mod change;
mod found;
mod inserted;
mod keys;
mod machine;
mod nodes;
mod not_null;
mod progress;
mod result;
mod take;

pub use affected::{AffectedRow, AffectedRows, RowStatus};
#[cfg(feature = "async")]
pub use async_::{
    AsyncBatchConnection, AsyncBatchDsl, AsyncCreatesMany, AsyncLoadsMany, AsyncUpdatesMany,
    AsyncUpsertBatchDsl, AsyncWritesMany,
};
pub use blocking::{
    BatchConnection, BatchDsl, CreatesMany, LoadsMany, UpdatesMany, UpsertBatchDsl, WritesMany,
};
pub use builder::{KeyedBatch, UpsertBatch};
pub use change::{ManyChange, OnConflict};
pub use found::Found;
pub use inserted::InsertsMany;
pub use keys::{BatchDialect, KeyKind, Limits, PushKeys, Tracking, WriteKind};
pub use nodes::{
    CountedMany, Identified, ReadMode, ReturnedMany, RowIdentity, SelectIntegers,
    SelectIntegersWithRowIds, SelectMany, SelectRowIds, WithRowId,
};
pub use result::{Batch, Iter, Position};
