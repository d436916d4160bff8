//! `unique(all)` wants every unique index declared.

use camshaft_tests::schema::ledgers;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = ledgers)]
#[camshaft(unique(all), unique(number))]
pub struct User {
    pub id: i64,
    pub number: String,
}

fn main() {}
