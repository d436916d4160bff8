#[diesel(table_name = users)]
#[camshaft(alias(name as full_name), alias_module = none, unique(full_name))]
pub struct User {
    pub name: String,
}
