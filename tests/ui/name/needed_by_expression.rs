//! An expression has no column to be called after.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(index = users_lower_login_key))]
pub struct User {
    pub id: i64,
}

fn main() {}
