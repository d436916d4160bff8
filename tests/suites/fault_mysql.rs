//! The cases on MariaDB servers that they start themselves, blocking.
#![allow(
    clippy::unused_async,
    reason = "cases are written once, for both flavours"
)]

#[macro_use]
#[expect(
    unused_imports,
    unused_macros,
    reason = "these cases need the smaller part of it"
)]
#[path = "../flavours/blocking.rs"]
mod flavour;
#[path = "../backends/mysql_own.rs"]
mod asked;
#[expect(dead_code, unused_imports, reason = "as above")]
#[path = "../backends/mysql_blocking.rs"]
mod backend;
#[path = "../cases/fault/mod.rs"]
mod fault;
#[path = "../cases/fault/mysql.rs"]
mod mysql;
#[path = "../servers/mariadb/mod.rs"]
mod own;
#[path = "../servers/mod.rs"]
mod servers;
