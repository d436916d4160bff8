//! `ON CONFLICT` takes no deferrable constraint.

use camshaft_tests::schema::users;

#[derive(camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(code))]
pub struct User {
    pub id: i64,
    pub code: String,
}

fn main() {}
