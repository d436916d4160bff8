//! An alias has a name of its own.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(alias(name as email))]
pub struct User {
    pub id: i64,
    pub name: String,
    pub email: String,
}

fn main() {}
