//! Rows that need values are not created without them, many at once neither.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use diesel::prelude::*;

pub fn run(user: &User, conn: &mut SqliteConnection) {
    let _ = User::profile_of([user]).get_or_create(conn);
}

fn main() {}
