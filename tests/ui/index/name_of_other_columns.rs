//! The index named covers the columns declared.

use camshaft_tests::schema::ledgers;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = ledgers)]
#[camshaft(unique(number, index = ledgers_owner_key))]
pub struct User {
    pub id: i64,
    pub number: String,
}

fn main() {}
