//! An alias at fault is one error, wherever it is used.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(alias(nme as title), unique(title))]
pub struct User {
    pub id: i64,
    pub name: String,
    pub email: String,
}

fn main() {
    let _ = User::by_title("a");
}
