//! Rows are told by their primary key.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(name, pending))]
pub struct User {
    pub email: String,
    pub name: String,
}

fn main() {}
