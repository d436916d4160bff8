//! The index of an expression proves it.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(expression = "(lower(login))", name = login_ci, pending))]
pub struct User {
    pub id: i64,
    pub login: String,
}

fn main() {}
