//! An index on the first characters is not one on the column.

use camshaft_tests::schema::articles;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = articles)]
#[camshaft(unique(body))]
pub struct User {
    pub id: i64,
    pub body: String,
}

fn main() {}
