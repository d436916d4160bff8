//! A table in no catalog proves nothing.

use camshaft_tests::schema::drafts;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = drafts)]
#[camshaft(unique(title))]
pub struct User {
    pub id: i64,
    pub title: String,
}

fn main() {
    let _ = User::by_title("a");
}
