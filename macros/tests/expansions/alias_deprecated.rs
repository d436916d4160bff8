#[diesel(table_name = users)]
#[camshaft(
    alias(full_name as name, deprecated = "use `full_name`"),
    alias(full_name as label),
    alias_module = user_names,
)]
pub struct User {
    #[diesel(column_name = name)]
    pub full_name: String,
}
