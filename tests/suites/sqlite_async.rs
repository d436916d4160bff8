//! The cases on SQLite on diesel-async.
#![allow(
    clippy::unused_async,
    reason = "cases are written once, for both flavours"
)]

#[macro_use]
#[path = "../flavours/async_.rs"]
mod flavour;
#[path = "../cases/async_only/mod.rs"]
mod async_only;
#[path = "../backends/sqlite_async.rs"]
mod backend;
#[path = "../cases/common/mod.rs"]
mod common;
#[path = "../cases/mysql_and_sqlite/mod.rs"]
mod mysql_and_sqlite;
#[path = "../cases/async_only/pauses.rs"]
mod pauses;
#[path = "../cases/postgres_and_sqlite/mod.rs"]
mod postgres_and_sqlite;
#[path = "../cases/sqlite/mod.rs"]
mod sqlite;
