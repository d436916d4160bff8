//! A date reads year, month, day.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(ignore(name, remove_after = "soon"))]
pub struct User {
    pub id: i64,
}

fn main() {}
