//! A key names a column.

use camshaft_tests::schema::users;

#[derive(camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Child, key = ()))]
pub struct User {
    pub id: i64,
    pub email: String,
}

pub struct Child;

fn main() {}
