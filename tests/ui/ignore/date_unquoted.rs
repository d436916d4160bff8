//! A date stands in quotes.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(ignore(name, remove_after = 2026-12-31))]
pub struct User {
    pub id: i64,
}

fn main() {}
