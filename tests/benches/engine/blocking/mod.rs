//! Blocking connections.

#[macro_use]
#[path = "../../../flavours/blocking.rs"]
pub(crate) mod flavour;

pub(crate) mod mysql;
pub(crate) mod postgres;
pub(crate) mod sqlite;
pub(crate) mod sqlite_unsynced;

pub(crate) use std::thread::sleep as pause;
