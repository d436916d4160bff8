#[diesel(table_name = users)]
#[camshaft(alias(name as full_name))]
pub struct User {
    pub name: String,
}
