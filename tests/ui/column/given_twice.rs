//! A column stands in a key once.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email, email))]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {}
