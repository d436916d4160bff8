//! A plain index has no predicate.

use camshaft_tests::schema::ledgers;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = ledgers)]
#[camshaft(unique(number, where = "(closed_at IS NULL)"))]
pub struct User {
    pub id: i64,
    pub number: String,
}

fn main() {}
