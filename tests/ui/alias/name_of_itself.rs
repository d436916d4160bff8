//! An alias is another name.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(alias(name as name))]
pub struct User {
    pub id: i64,
    pub name: String,
    pub email: String,
}

fn main() {}
