//! The derive stands beside those of Diesel.

use camshaft::prelude::*;
use camshaft_tests::schema::users;
use diesel::SqliteConnection;

#[derive(camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email))]
pub struct User {
    pub id: i64,
    pub email: String,
}

pub fn run(conn: &mut SqliteConnection) {
    let _ = User::by_email("a").get(conn);
}

fn main() {}
