//! Values for many rows belong to their own table.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use camshaft_tests::schema::profiles;
use diesel::prelude::*;

pub fn run(user: &User, conn: &mut SqliteConnection) {
    let _ = User::detail_of([user])
        .values(profiles::bio.eq("a"))
        .get_or_create(conn);
}

fn main() {}
