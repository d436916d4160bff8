//! A new row has no columns yet that a change could read.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use camshaft_tests::schema::user_details;
use diesel::prelude::*;

pub fn run(user: &User, conn: &mut SqliteConnection) {
    let longer = user_details::status.concat("+");
    let _ = user
        .detail()
        .set(user_details::status.eq(longer))
        .upsert(conn);
}

fn main() {}
