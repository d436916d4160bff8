//! What an index proves is not pending.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email, pending))]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {}
