//! The cases on SQLite, blocking.
#![allow(
    clippy::unused_async,
    reason = "cases are written once, for both flavours"
)]

#[macro_use]
#[path = "../flavours/blocking.rs"]
mod flavour;
#[path = "../backends/sqlite_blocking.rs"]
mod backend;
#[path = "../cases/common/mod.rs"]
mod common;
#[path = "../cases/mysql_and_sqlite/mod.rs"]
mod mysql_and_sqlite;
#[path = "../cases/postgres_and_sqlite/mod.rs"]
mod postgres_and_sqlite;
#[path = "../cases/sqlite/mod.rs"]
mod sqlite;
