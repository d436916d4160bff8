//! Batches on the connections of diesel-async.

mod connection;
mod dsl;
mod writes;

pub use connection::{AsyncBatchConnection, AsyncCreatesMany, AsyncLoadsMany, AsyncUpdatesMany};
pub use dsl::{AsyncBatchDsl, AsyncUpsertBatchDsl};
pub use writes::AsyncWritesMany;
