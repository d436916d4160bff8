//! The other name is written as serde writes those of the fields.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, serde::Deserialize, camshaft::Model)]
#[diesel(table_name = users)]
#[serde(rename_all = "camelCase")]
#[camshaft(alias(full_name as last_name, serde))]
pub struct User {
    pub id: i64,
    #[diesel(column_name = name)]
    #[serde(rename = "lastName")]
    pub full_name: String,
}

fn main() {}
