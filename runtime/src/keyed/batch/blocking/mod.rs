//! Batches on blocking connections.

mod connection;
mod dsl;

pub use connection::{BatchConnection, CreatesMany, LoadsMany, UpdatesMany, WritesMany};
pub use dsl::{BatchDsl, UpsertBatchDsl};
