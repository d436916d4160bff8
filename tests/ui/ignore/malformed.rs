//! What is ignored is a column.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(ignore("name"))]
pub struct User {
    pub id: i64,
}

fn main() {}
