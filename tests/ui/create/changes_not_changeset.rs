//! Changes are what Diesel can set.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use camshaft_tests::schema::user_details;
use diesel::prelude::*;

#[derive(Clone, Insertable)]
#[diesel(table_name = user_details)]
pub struct NewDetail {
    pub status: String,
}

pub fn run(user: &User, new: NewDetail, conn: &mut SqliteConnection) {
    let _ = user.detail().set(new).upsert(conn);
}

fn main() {}
