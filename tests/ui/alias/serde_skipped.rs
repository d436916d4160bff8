//! A field that serde passes over is read by no name.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, serde::Deserialize, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(alias(name as title, serde))]
pub struct User {
    pub id: i64,
    #[serde(skip)]
    pub name: String,
}

fn main() {}
