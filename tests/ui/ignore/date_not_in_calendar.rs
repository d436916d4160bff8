//! A date is a day of the calendar.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(ignore(name, remove_after = "2026-02-30"))]
pub struct User {
    pub id: i64,
}

fn main() {}
