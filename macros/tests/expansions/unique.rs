#[diesel(table_name = users)]
#[camshaft(unique(email))]
pub struct User {
    pub email: String,
}
