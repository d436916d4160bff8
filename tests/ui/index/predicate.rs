//! The predicate is the catalog's own text.

use camshaft_tests::schema::ledgers;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = ledgers)]
#[camshaft(unique(owner, where = "closed_at is null"))]
pub struct User {
    pub id: i64,
    pub owner: String,
}

fn main() {
    let _ = User::by_owner("a");
}
