//! Changes alone create rows too.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use camshaft_tests::schema::user_details;
use diesel::prelude::*;

#[derive(Clone, AsChangeset)]
#[diesel(table_name = user_details)]
pub struct Changed {
    pub status: String,
}

pub fn run(user: &User, to: Changed, conn: &mut SqliteConnection) {
    let _ = user.detail().set(to).upsert(conn);
}

fn main() {}
