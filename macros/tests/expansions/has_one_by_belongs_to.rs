#[diesel(table_name = users)]
#[camshaft(has_one(detail: UserDetail))]
pub struct User {
    pub id: i64,
}
