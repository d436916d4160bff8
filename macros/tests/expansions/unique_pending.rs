#[diesel(table_name = users)]
#[camshaft(
    unique(tenant_id, slug, pending),
    unique(expression = "lower(email)", name = email_ci, pending, on(postgres, sqlite)),
    unique(email, where = "deleted_at IS NULL", nulls_not_distinct, pending, name = none),
)]
struct User {
    id: i64,
    email: Option<String>,
    tenant_id: i64,
    slug: String,
}
