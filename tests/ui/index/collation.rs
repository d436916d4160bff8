//! An index compares as its column does, or proves nothing.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(phone))]
pub struct User {
    pub id: i64,
    pub phone: String,
}

fn main() {}
