//! A keyed row is read with `get`.

use camshaft_tests::models::User;
use diesel::prelude::*;

pub fn run(user: &User, conn: &mut SqliteConnection) {
    let _ = user.detail().first(conn);
}

fn main() {}
