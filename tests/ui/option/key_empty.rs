//! A key names a column.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Child, key = ()))]
pub struct User {
    pub id: i64,
    pub email: String,
}

pub struct Child;

fn main() {}
