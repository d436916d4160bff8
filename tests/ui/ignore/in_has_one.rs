//! A column that is ignored is not the key of a row.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(ignore(tenant_id), has_one(boss: User, key = users::tenant_id))]
pub struct User {
    pub id: i64,
}

fn main() {
    let _ = |user: &User| user.boss();
}
