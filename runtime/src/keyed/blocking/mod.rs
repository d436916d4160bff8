//! The engine on blocking connections.

mod connection;
mod dsl;
mod writes;

pub use connection::{CreatesRows, KeyedConnection, LoadsFrom, UpdatesRows};
pub use dsl::{KeyedDsl, UpsertDsl};
pub use writes::Writes;
