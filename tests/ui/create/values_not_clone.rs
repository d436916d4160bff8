//! Values may have to be sent twice.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use camshaft_tests::schema::user_details;
use diesel::prelude::*;

#[derive(Insertable)]
#[diesel(table_name = user_details)]
pub struct NewDetail {
    pub status: String,
}

pub fn run(user: &User, new: NewDetail, conn: &mut SqliteConnection) {
    let _ = user.detail().values(new).get_or_create(conn);
}

fn main() {}
