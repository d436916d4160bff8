//! The engine on the connections of diesel-async.

mod connection;
mod dsl;
pub(super) mod returned;
mod writes;

pub use connection::{AsyncCreatesRows, AsyncKeyedConnection, AsyncLoadsFrom, AsyncUpdatesRows};
pub use dsl::{AsyncKeyedDsl, AsyncUpsertDsl};
pub use writes::AsyncWrites;
