#[diesel(table_name = users)]
#[camshaft(ignore(nick), ignore(legacy_id, remove_after = "2026-12-31"))]
pub struct User {
    pub name: String,
}
