//! An INVALID index guards nothing.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(token))]
pub struct User {
    pub id: i64,
    pub token: String,
}

fn main() {}
