//! The rows of many keys are read with `get`.

use camshaft_tests::models::{Detail, User};
use diesel::prelude::*;

pub fn run(user: &User, conn: &mut SqliteConnection) {
    let _: Result<Vec<Detail>, _> = User::detail_of([user]).load(conn);
}

fn main() {}
