//! Partial and expression indexes, and declarations for some backends.

use camshaft_tests::schema::{ledgers, users};

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(
    unique(tenant_id, slug, index = users_tenant_live_slug_key, name = live_slug),
    unique(tenant_id, slug, where = "deleted_at IS NULL", on(sqlite)),
    unique(index = users_lower_login_key, name = login_ci),
    unique(nick, on(sqlite)),
)]
#[allow(dead_code, reason = "never loaded")]
struct User {
    tenant_id: i64,
    slug: String,
    nick: String,
}

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = ledgers)]
#[camshaft(unique(all), unique(number), unique(owner: String, where = "(closed_at IS NULL)"))]
#[allow(dead_code, reason = "never loaded")]
struct Ledger {
    number: String,
}

#[test]
fn the_predicate_is_that_of_the_backend() {
    let by_index = crate::sql(&User::by_live_slug(1, "a"));
    assert!(by_index.contains("deleted_at IS NULL"), "{by_index}");
    assert_eq!(crate::sql(&User::by_tenant_id_and_slug(1, "a")), by_index);
    let query = diesel::debug_query::<diesel::pg::Pg, _>(&User::by_live_slug(1, "a")).to_string();
    assert!(query.contains("(deleted_at IS NULL)"), "{query}");
    let query = diesel::debug_query::<diesel::pg::Pg, _>(&Ledger::by_owner("a")).to_string();
    assert!(query.contains("(closed_at IS NULL)"), "{query}");
}

#[test]
fn an_expression_is_compared_as_it_is() {
    let query = crate::sql(&User::by_login_ci("a"));
    assert!(query.contains("lower(login)"), "{query}");
}
