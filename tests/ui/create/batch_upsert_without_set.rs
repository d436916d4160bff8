//! Without changes there is nothing to upsert.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use diesel::prelude::*;

pub fn run(user: &User, conn: &mut SqliteConnection) {
    let _ = User::detail_of([user]).upsert(conn);
}

fn main() {}
