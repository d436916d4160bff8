#[diesel(table_name = users)]
#[camshaft(unique(slug, where = "(deleted_at IS NULL)", on(postgres, sqlite)))]
struct User {
    slug: String,
}
