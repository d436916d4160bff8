//! A column is ignored once.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(ignore(name), ignore(name))]
pub struct User {
    pub id: i64,
}

fn main() {}
