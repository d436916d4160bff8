//! The engine on the connections of diesel-async.

mod connection;
mod dsl;
pub(super) mod returned;

pub use connection::{
    AsyncCreatesRows, AsyncKeyedConnection, AsyncLoadsFrom, AsyncUpdatesRows, AsyncWrites,
};
pub use dsl::{AsyncKeyedDsl, AsyncUpsertDsl};
