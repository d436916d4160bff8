//! The variant of the primary key is taken.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email, name = primary_key))]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {}
