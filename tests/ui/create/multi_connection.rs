//! A connection that is one of several backends is none that the catalog speaks of.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use diesel::prelude::*;

#[derive(diesel::MultiConnection)]
enum AnyConnection {
    Sqlite(SqliteConnection),
}

fn detail(user: &User, conn: &mut AnyConnection) {
    let _ = user.detail().get_or_create(conn);
}

fn main() {}
