//! `crate` is given once.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(crate = camshaft, crate = camshaft)]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {}
