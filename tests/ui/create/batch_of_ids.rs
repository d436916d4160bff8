//! A batch takes rows of the model.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use diesel::prelude::*;

pub fn run(conn: &mut SqliteConnection) {
    let _ = User::detail_of([1]).get(conn);
}

fn main() {}
