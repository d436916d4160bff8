//! An index that queries do not use serves no declaration.

use camshaft_tests::schema::articles;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = articles)]
#[camshaft(unique(token))]
pub struct Article {
    pub id: i64,
    pub token: String,
}

fn main() {}
