//! Declarations are known words.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(uniqe(email))]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {}
