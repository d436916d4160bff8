//! A key that is an expression can be read only.

use camshaft::prelude::*;
use camshaft_tests::schema::users;
use diesel::prelude::*;

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(index = users_lower_login_key, name = login_ci))]
pub struct User {
    pub id: i64,
}

fn main() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    let _ = User::by_login_ci("a").get_or_create(&mut conn);
}
