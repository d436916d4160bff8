//! A declaration has parentheses.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique)]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {}
