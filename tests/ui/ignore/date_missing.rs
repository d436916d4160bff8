//! An option has its value.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(ignore(name, remove_after))]
pub struct User {
    pub id: i64,
}

fn main() {}
