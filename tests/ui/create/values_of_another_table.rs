//! Values belong to the row's own table.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use camshaft_tests::schema::profiles;
use diesel::prelude::*;

pub fn run(user: &User, conn: &mut SqliteConnection) {
    let _ = user
        .detail()
        .values(profiles::bio.eq("a"))
        .get_or_create(conn);
}

fn main() {}
