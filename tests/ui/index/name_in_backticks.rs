//! MySQL takes a name that is no plain word in backticks.

use camshaft_tests::schema::articles;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = articles)]
#[camshaft(unique(serial))]
pub struct Article {
    pub id: i64,
    pub serial: i32,
}

fn main() {}
