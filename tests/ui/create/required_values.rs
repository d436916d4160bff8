//! A row with required columns needs values.

use camshaft::prelude::*;
use camshaft_tests::schema::{profiles, users};
use diesel::prelude::*;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(profile: Child, key = profiles::user_id))]
pub struct User {
    pub id: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = profiles)]
pub struct Child {
    pub id: i64,
    pub user_id: i64,
}

fn main() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    let _ = User { id: 1 }.profile().get_or_create(&mut conn);
}
