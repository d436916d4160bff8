//! A table in no catalog is one error, wherever its accessor is used.

use camshaft::prelude::*;
use camshaft_tests::schema::drafts;
use diesel::prelude::*;

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = drafts)]
#[camshaft(unique(title))]
pub struct User {
    pub id: i64,
    pub title: String,
}

fn main() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    let _ = User::by_title("a").get(&mut conn).unwrap().unwrap().title;
}
