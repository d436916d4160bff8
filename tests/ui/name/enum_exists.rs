//! The enum of the unique keys needs a name that nothing else has.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email))]
pub struct User {
    pub id: i64,
    pub email: String,
}

pub struct UserUnique;

fn main() {}
