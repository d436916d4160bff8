//! Columns come before options.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(name = mail, email))]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {}
