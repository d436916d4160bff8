//! Each column is ignored by itself.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(ignore(name, nick))]
pub struct User {
    pub id: i64,
}

fn main() {}
