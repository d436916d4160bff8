//! Whoever uses a deprecated alias is told why.
#![deny(deprecated)]

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(alias(name as title, deprecated = "use `name`"))]
pub struct User {
    pub id: i64,
    pub name: String,
    pub email: String,
}

fn main() {
    let _ = |user: &User| user.title().len();
    let _ = users_alias::title;
    let _: users_alias::title;
}
