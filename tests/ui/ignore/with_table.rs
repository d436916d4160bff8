//! What is ignored is a column of the struct's own table.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(ignore(users::name))]
pub struct User {
    pub id: i64,
}

fn main() {}
