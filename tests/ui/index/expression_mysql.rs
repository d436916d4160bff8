//! An index on an expression of MySQL is not one on its column.

use camshaft_tests::schema::articles;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = articles)]
#[camshaft(unique(title))]
pub struct Article {
    pub id: i64,
    pub title: String,
}

fn main() {}
