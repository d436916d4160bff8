//! An expression names no function.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(expression = "lower(name)", pending))]
pub struct User {
    pub id: i64,
    pub name: String,
}

fn main() {}
