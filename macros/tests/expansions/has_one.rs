#[diesel(table_name = users)]
#[camshaft(has_one(detail: UserDetail, key = user_details::user_id), insert)]
pub struct User {
    pub id: i64,
}
