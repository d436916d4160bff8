//! A struct has no field for a column that it ignores.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(ignore(name), unique(email))]
pub struct User {
    pub id: i64,
    pub email: String,
    #[diesel(column_name = name)]
    pub full_name: String,
}

fn main() {}
