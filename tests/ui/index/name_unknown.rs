//! `index = ..` names an index of the catalog.

use camshaft_tests::schema::ledgers;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = ledgers)]
#[camshaft(unique(number, index = ledgers_nr_key))]
pub struct User {
    pub id: i64,
    pub number: String,
}

fn main() {}
