//! The engine on blocking connections.

mod connection;
mod dsl;

pub use connection::{CreatesRows, KeyedConnection, LoadsFrom, UpdatesRows, Writes};
pub use dsl::{KeyedDsl, UpsertDsl};
