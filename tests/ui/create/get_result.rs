//! A keyed row is read with `get`.

use camshaft_tests::models::{Detail, User};
use diesel::prelude::*;

pub fn run(user: &User, conn: &mut SqliteConnection) {
    let _: Result<Detail, _> = user.detail().get_result(conn);
}

fn main() {}
