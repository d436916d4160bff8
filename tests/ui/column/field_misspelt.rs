//! A misspelt column without a field is guessed at.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(emial))]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {
    let _ = User::by_emial("a").get(&mut ()).unwrap().unwrap().id;
}
