//! The engine on the connections of diesel-async.

mod connection;
mod dsl;

pub use connection::{
    AsyncCreatesRows, AsyncKeyedConnection, AsyncLoadsFrom, AsyncUpdatesRows, AsyncWrites,
};
pub use dsl::{AsyncKeyedDsl, AsyncUpsertDsl};
