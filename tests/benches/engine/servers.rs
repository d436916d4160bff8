//! The servers that the tests run on.

#[path = "../../backends/mysql.rs"]
pub(crate) mod mysql;
#[path = "../../backends/postgres.rs"]
pub(crate) mod postgres;
#[path = "../../backends/sqlite.rs"]
pub(crate) mod sqlite;
