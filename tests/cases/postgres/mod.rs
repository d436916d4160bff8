//! Cases of PostgreSQL.

mod arrays;
mod blocked;
mod classes;
mod commit;
mod counts;
mod elsewhere;
mod foreign_key;
mod hidden;
mod index;
mod insert;
mod isolation;
mod merge;
#[path = "../../fixtures/postgres_only.rs"]
mod only;
mod reindex;
mod rules;
mod stated;
mod stress;
mod swallowed;
mod tables;
mod upsert;
mod verify;
mod verify_tables;
mod violation;

use crate::postgres_and_mysql::{begin_and_create, create_and_wait};
