//! Whether NULLs are alike is said of what is pending.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email, nulls_not_distinct))]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {}
