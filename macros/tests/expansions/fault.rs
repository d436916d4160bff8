#[diesel(table_name = users)]
#[camshaft(unique(emial), has_one(detail: UserDetail, foreign_key = user_details::user_id), insert)]
pub struct User {
    pub id: i64,
    pub email: String,
}
