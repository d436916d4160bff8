//! A batch has no values to give.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use diesel::prelude::*;

pub fn run(user: &User, conn: &mut SqliteConnection) {
    let _ = User::profile_of([user]).get_or_create(conn);
}

fn main() {}
