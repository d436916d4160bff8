//! A key has the type of its column.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email: i32))]
pub struct User {
    pub id: i64,
}

fn main() {}
