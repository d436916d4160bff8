//! The word is given once.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(name, pending, pending))]
pub struct User {
    pub id: i64,
    pub name: String,
}

fn main() {}
