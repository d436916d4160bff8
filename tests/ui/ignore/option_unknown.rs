//! To ignore has one option.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(ignore(name, until = "2026-12-31"))]
pub struct User {
    pub id: i64,
}

fn main() {}
