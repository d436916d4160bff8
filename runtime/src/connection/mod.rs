//! The flavours of connections, and what a statement asks of a connection of each.

#[cfg(feature = "async")]
mod async_;
mod blocking;

#[cfg(feature = "async")]
pub use async_::{AsyncExecutes, AsyncLoads};
pub use blocking::{Executes, Loads};

/// The flavour of blocking connections.
#[derive(Debug, Clone, Copy)]
pub struct Blocking;

/// The flavour of the connections of diesel-async.
#[derive(Debug, Clone, Copy)]
pub struct Asynchronous;
