//! The cases on PostgreSQL on diesel-async.
#![allow(
    clippy::unused_async,
    reason = "cases are written once, for both flavours"
)]

#[macro_use]
#[path = "../flavours/async_.rs"]
mod flavour;
#[path = "../cases/async_only/mod.rs"]
mod async_only;
#[path = "../backends/postgres_async.rs"]
mod backend;
#[path = "../cases/common/mod.rs"]
mod common;
#[path = "../cases/async_only/outside.rs"]
mod outside;
#[path = "../cases/async_only/pauses.rs"]
mod pauses;
#[path = "../cases/postgres/mod.rs"]
mod postgres;
#[path = "../cases/postgres_and_mysql/mod.rs"]
mod postgres_and_mysql;
#[path = "../cases/postgres_and_sqlite/mod.rs"]
mod postgres_and_sqlite;
