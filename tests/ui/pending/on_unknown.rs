//! A backend is one of the catalog's.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(name, on(oracle), pending))]
pub struct User {
    pub id: i64,
    pub name: String,
}

fn main() {}
