//! `citext` behind a `Text` would compare by case.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(handle))]
pub struct User {
    pub id: i64,
    pub handle: String,
}

fn main() {}
