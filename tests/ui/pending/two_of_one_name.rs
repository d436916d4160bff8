//! Two declarations generate two functions.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(name, pending), unique(name, where = "deleted_at IS NULL", pending))]
pub struct User {
    pub id: i64,
    pub name: String,
}

fn main() {}
