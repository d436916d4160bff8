//! An alias does not hide a column.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(alias(name as nick))]
pub struct User {
    pub id: i64,
    pub name: String,
    #[diesel(column_name = nick)]
    pub short: String,
}

fn main() {}
