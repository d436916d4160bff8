//! The columns of `unique` are those of the struct's own table.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(profiles::bio))]
pub struct User {
    pub id: i64,
}

fn main() {}
