//! Batches on blocking connections.

mod connection;
mod dsl;
mod writes;

pub use connection::{BatchConnection, CreatesMany, LoadsMany, UpdatesMany};
pub use dsl::{BatchDsl, UpsertBatchDsl};
pub use writes::WritesMany;
