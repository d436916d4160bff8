//! `on(..)` restricts a declaration to its backends.

use camshaft::prelude::*;
use camshaft_tests::schema::users;
use diesel::prelude::*;

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email, on(postgres)))]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    let _ = User::by_email("a").get(&mut conn);
}
