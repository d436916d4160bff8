//! A declaration holds on every backend of the catalog.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(nick))]
pub struct User {
    pub id: i64,
    pub nick: String,
}

fn main() {}
