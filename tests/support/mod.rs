//! What several suites need: databases of their own, and the command.

pub(crate) mod command;
#[cfg(feature = "mysql")]
pub(crate) mod mysql;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
pub(crate) mod script;
pub(crate) mod sqlite;
