//! An unknown section in a catalog is one error, whatever uses its tables.

use camshaft::prelude::*;

diesel::table! {
    users (id) { id -> BigInt, }
}

camshaft::catalog! {
    schema = crate;
    sqlitee { table users { column id: "BIGINT"; primary key (id); } }
}

#[derive(diesel::Queryable, diesel::Selectable, camshaft::Model)]
#[camshaft(unique(id))]
pub struct User {
    pub id: i64,
}

pub fn run(conn: &mut diesel::SqliteConnection) {
    let _ = (User::by_id(1).get(conn), CATALOG[0]);
}

fn main() {}
