//! The cases on PostgreSQL, blocking.
#![allow(
    clippy::unused_async,
    reason = "cases are written once, for both flavours"
)]

#[macro_use]
#[path = "../flavours/blocking.rs"]
mod flavour;
#[path = "../backends/postgres_blocking.rs"]
mod backend;
#[path = "../cases/common/mod.rs"]
mod common;
#[path = "../cases/postgres/mod.rs"]
mod postgres;
#[path = "../cases/postgres_and_mysql/mod.rs"]
mod postgres_and_mysql;
#[path = "../cases/postgres_and_sqlite/mod.rs"]
mod postgres_and_sqlite;
