//! Uniqueness of more columns is not uniqueness of these.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(slug))]
pub struct User {
    pub id: i64,
    pub slug: String,
}

fn main() {}
