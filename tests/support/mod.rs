//! The databases and the command that several suites need.

pub(crate) mod command;
#[cfg(feature = "mysql")]
pub(crate) mod mysql;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
pub(crate) mod script;
pub(crate) mod sqlite;
