//! Batches on the connections of diesel-async.

mod connection;
mod dsl;

pub use connection::{
    AsyncBatchConnection, AsyncCreatesMany, AsyncLoadsMany, AsyncUpdatesMany, AsyncWritesMany,
};
pub use dsl::{AsyncBatchDsl, AsyncUpsertBatchDsl};
