//! A required column that `schema.rs` lacks cannot be given.

use camshaft::prelude::*;
use camshaft_tests::schema::avatars;
use diesel::prelude::*;

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = avatars)]
#[camshaft(unique(user_id))]
pub struct Avatar {
    pub id: i64,
    pub user_id: i64,
}

fn main() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    let _ = Avatar::by_user_id(1).get_or_create(&mut conn);
}
