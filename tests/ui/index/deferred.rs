//! `ON CONFLICT` takes no deferrable constraint.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(code))]
pub struct User {
    pub id: i64,
    pub code: String,
}

fn main() {}
