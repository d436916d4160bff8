//! `insert` needs a row of another table to insert.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email: String), insert)]
pub struct User {
    pub id: i64,
}

fn main() {}
