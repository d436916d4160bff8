//! The code that must compile, without a warning.
#![deny(warnings, missing_docs, unsafe_code, unreachable_pub)]

#[path = "../ui_pass/alias.rs"]
mod alias;
#[path = "../ui_pass/associations.rs"]
mod associations;
#[path = "../ui_pass/cfg.rs"]
mod cfg;
#[path = "../ui_pass/cfg_attr.rs"]
mod cfg_attr;
#[path = "../ui_pass/function_body.rs"]
mod function_body;
#[path = "../ui_pass/generic_connection.rs"]
mod generic_connection;
#[path = "../ui_pass/generic_model.rs"]
mod generic_model;
#[path = "../ui_pass/ignore.rs"]
mod ignore;
#[path = "../ui_pass/insert.rs"]
mod insert;
#[path = "../ui_pass/keys.rs"]
mod keys;
#[path = "../ui_pass/modules.rs"]
mod modules;
#[path = "../ui_pass/names.rs"]
mod names;
#[path = "../ui_pass/narrowed.rs"]
mod narrowed;
#[path = "../ui_pass/no_prelude.rs"]
mod no_prelude;
#[path = "../ui_pass/other_crate.rs"]
mod other_crate;
#[path = "../ui_pass/pending.rs"]
mod pending;
#[path = "../ui_pass/renamed.rs"]
mod renamed;
#[path = "../ui_pass/self_reference.rs"]
mod self_reference;
#[path = "../ui_pass/serde_names.rs"]
mod serde_names;
#[path = "../ui_pass/violation.rs"]
mod violation;

use diesel::Connection as _;
use diesel::SqliteConnection;
use diesel::connection::SimpleConnection as _;

/// Returns a database in memory with these tables and rows.
fn database(sql: &str) -> SqliteConnection {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    conn.batch_execute(sql).unwrap();
    conn
}

/// Returns the query that a builder starts with, on SQLite.
fn sql(query: &impl diesel::query_builder::QueryFragment<diesel::sqlite::Sqlite>) -> String {
    let text = diesel::debug_query::<diesel::sqlite::Sqlite, _>(query).to_string();
    text.split(" -- ").next().unwrap().trim().to_owned()
}
