//! A key has one row, so its values are not a list.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use camshaft_tests::schema::user_details;
use diesel::prelude::*;

pub fn run(user: &User, conn: &mut SqliteConnection) {
    let _ = user
        .detail()
        .values(vec![user_details::status.eq("new")])
        .get_or_create(conn);
}

fn main() {}
