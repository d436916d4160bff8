//! Uniqueness of fewer columns needs no index of more, but the conflict target does.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email, name))]
pub struct User {
    pub id: i64,
    pub email: String,
    pub name: String,
}

fn main() {}
