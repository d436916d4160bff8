//! A predicate is quoted.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email, where = deleted_at))]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {}
