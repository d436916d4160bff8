//! The cases on MariaDB on diesel-async.
#![allow(
    clippy::unused_async,
    reason = "cases are written once, for both flavours"
)]

#[macro_use]
#[path = "../flavours/async_.rs"]
mod flavour;
#[path = "../cases/async_only/mod.rs"]
mod async_only;
#[path = "../backends/mysql_async.rs"]
mod backend;
#[path = "../cases/common/mod.rs"]
mod common;
#[path = "../cases/mysql/mod.rs"]
mod mysql;
#[path = "../cases/mysql_and_sqlite/mod.rs"]
mod mysql_and_sqlite;
#[path = "../cases/async_only/outside.rs"]
mod outside;
#[path = "../cases/postgres_and_mysql/mod.rs"]
mod postgres_and_mysql;
