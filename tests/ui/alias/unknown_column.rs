//! An alias stands for a field.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(alias(nme as title))]
pub struct User {
    pub id: i64,
    pub name: String,
    pub email: String,
}

fn main() {}
