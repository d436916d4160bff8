//! An alias and a column of its name are two ways of one rename.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(alias(name as nick))]
pub struct User {
    pub id: i64,
    pub name: String,
    pub email: String,
}

fn main() {}
