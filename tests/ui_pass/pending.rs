//! Uniqueness that no index proves yet.

use camshaft::duplicates::{DuplicatesConnection, Group, Of};
use camshaft_tests::schema::{ledgers, seats, users};

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(
    unique(email),
    unique(name, pending),
    unique(tenant_id, name: String, where = "slug = ''", name = bare, pending),
    unique(expression = "upper(name)", name = loud_name, pending, on(sqlite)),
    unique(nick, nulls_not_distinct, pending, name = none),
)]
#[allow(dead_code, reason = "never loaded")]
struct User {
    id: i64,
    email: String,
}

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = ledgers)]
#[camshaft(
    unique(all),
    unique(number),
    unique(owner: String, where = "(closed_at IS NULL)"),
    unique(title, pending),
)]
#[allow(dead_code, reason = "never loaded")]
struct Ledger {
    id: i64,
    number: String,
}

#[derive(camshaft::Model)]
#[diesel(table_name = seats, primary_key(tenant_id, user_id))]
#[camshaft(unique(id, where = "tenant_id > 0", pending))]
#[allow(dead_code, reason = "never loaded")]
struct Seat<T> {
    tenant_id: i64,
    user_id: i64,
    #[diesel(embed)]
    rest: T,
}

/// Code that is generic over its connection.
fn ids<C: DuplicatesConnection<Of<UserDuplicatesByName>>>(conn: &mut C) -> Vec<i64> {
    let groups: Vec<Group<i64>> = User::duplicates_by_name().load(conn).unwrap();
    groups.into_iter().flat_map(|group| group.ids).collect()
}

#[test]
fn the_rows_are_found_by_what_is_declared() {
    let mut conn = crate::database(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, tenant_id INTEGER, slug TEXT);
         INSERT INTO users (name, tenant_id, slug)
         VALUES ('a', 1, ''), ('A', 1, ''), ('a', 1, ''), ('b', 2, 'x'), ('b', 2, 'x')",
    );
    assert_eq!(ids(&mut conn), [1, 3, 4, 5]);
    let bare = User::duplicates_by_bare().load(&mut conn).unwrap();
    assert_eq!((bare.len(), &bare[0].ids[..]), (1, &[1, 3][..]));
    let loud = User::duplicates_by_loud_name().load(&mut conn).unwrap();
    assert_eq!((loud.len(), &loud[0].ids[..]), (2, &[1, 2, 3][..]));
}

#[test]
fn a_row_is_told_by_all_columns_of_its_primary_key() {
    let mut conn = crate::database(
        "CREATE TABLE seats (id INTEGER, tenant_id BIGINT, user_id BIGINT);
         INSERT INTO seats VALUES (7, 1, 2), (7, 3, 4)",
    );
    let groups = Seat::<()>::duplicates_by_id().load(&mut conn).unwrap();
    assert_eq!(groups[0].ids, [(1, 2), (3, 4)]);
}

#[test]
fn what_is_not_proven_is_no_violation() {
    let names: Vec<_> = [UserUnique::PrimaryKey, UserUnique::Email]
        .map(UserUnique::columns)
        .concat();
    assert_eq!(names, ["id", "email"]);
    assert_eq!(
        Ledger::unique_violation(&diesel::result::Error::NotFound),
        None
    );
    let _ = Ledger::duplicates_by_title();
}
