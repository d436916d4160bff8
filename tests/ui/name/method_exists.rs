//! A generated method has a name of its own.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email))]
pub struct User {
    pub id: i64,
    pub email: String,
}

impl User {
    /// Written by hand.
    pub fn by_email(_: &str) {}
}

fn main() {}
