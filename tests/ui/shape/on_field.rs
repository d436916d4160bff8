//! Declarations stand on the struct.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
pub struct User {
    pub id: i64,
    #[camshaft(unique)]
    pub email: String,
}

fn main() {}
