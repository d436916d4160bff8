//! Values belong to the row's own table.

use camshaft::prelude::*;
use camshaft_tests::schema::{profiles, user_details, users};
use diesel::prelude::*;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Child, key = user_details::user_id))]
pub struct User {
    pub id: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = user_details)]
pub struct Child {
    pub id: i64,
    pub user_id: i64,
}

fn main() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    let _ = User { id: 1 }
        .detail()
        .values(profiles::bio.eq("a"))
        .get_or_create(&mut conn);
}
