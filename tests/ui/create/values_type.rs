//! Values have the types of their columns.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use camshaft_tests::schema::user_details;
use diesel::prelude::*;

pub fn run(user: &User, conn: &mut SqliteConnection) {
    let _ = user
        .detail()
        .values(user_details::status.eq(1))
        .get_or_create(conn);
}

fn main() {}
