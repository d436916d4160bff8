//! An index on an expression is not one on its column.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(login))]
pub struct User {
    pub id: i64,
    pub login: String,
}

fn main() {}
