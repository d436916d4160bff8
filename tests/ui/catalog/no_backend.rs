//! A connection needs the catalog of its backend.

use camshaft::prelude::*;
use camshaft_tests::schema::ledgers;
use diesel::prelude::*;

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = ledgers)]
#[camshaft(unique(number))]
pub struct Ledger {
    pub id: i64,
    pub number: String,
}

fn main() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    let _ = Ledger::by_number("a").get(&mut conn);
}
