//! A field has the type of its column.

use camshaft::prelude::*;
use camshaft_tests::schema::users;
use diesel::{Queryable, Selectable, SqliteConnection};

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email))]
pub struct User {
    pub id: String,
    pub email: String,
}

pub fn run(conn: &mut SqliteConnection) {
    let _ = User::by_email("a").get(conn);
}

fn main() {}
