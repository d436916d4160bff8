//! The methods of an accessor come from the prelude.

use camshaft_tests::models::{Detail, User};
use diesel::prelude::*;

pub fn run(user: &User, conn: &mut SqliteConnection) -> Result<Option<Detail>, camshaft::Error> {
    user.detail().get(conn)
}

fn main() {}
