//! An option has a value.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email, where))]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {}
