//! Many keys at once.

#[cfg(feature = "async")]
mod async_;
mod blocking;
mod builder;
mod changes;
mod course;
mod inserted;
mod keys;
mod nodes;
mod progress;
mod result;
mod touched;

#[cfg(feature = "async")]
pub use async_::{
    AsyncBatchConnection, AsyncBatchDsl, AsyncCreatesMany, AsyncLoadsMany, AsyncUpdatesMany,
    AsyncUpsertBatchDsl, AsyncWritesMany,
};
pub use blocking::{
    BatchConnection, BatchDsl, CreatesMany, LoadsMany, UpdatesMany, UpsertBatchDsl, WritesMany,
};
pub use builder::{KeyedBatch, UpsertBatch};
pub use changes::{CountedMany, Manner, ManyChange, ReturnedMany, SelectMarks};
pub use inserted::InsertsMany;
pub use keys::{BatchDialect, Kind, Limits, PushKeys, Tell, Writes};
pub(crate) use keys::{push_column, push_key_term};
pub use nodes::{
    Identified, Marked, SelectIntegers, SelectMany, SelectMarkedIntegers, Sight, TellsApart,
};
pub use progress::Found;
pub use result::{Batch, Iter, Position};
pub use touched::{Standing, Told, Touched};
