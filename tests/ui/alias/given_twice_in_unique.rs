//! An alias and its column are one column of a key.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(alias(name as title), unique(name, title))]
pub struct User {
    pub id: i64,
    pub name: String,
    pub email: String,
}

fn main() {}
