//! A pending declaration names no index.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(name, index = users_name_key, pending))]
pub struct User {
    pub id: i64,
    pub name: String,
}

fn main() {}
