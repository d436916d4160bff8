//! A column that is ignored is not what a key refers to.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(
    ignore(tenant_id),
    has_one(boss: User, key = users::id, references = users::tenant_id)
)]
pub struct User {
    pub id: i64,
}

fn main() {
    let _ = |user: &User| user.boss();
}
