//! `insert` is generated where it is asked for, under any name.

use camshaft::prelude::*;
use camshaft_tests::models::Detail;
use camshaft_tests::schema::{user_details, users};
use diesel::prelude::*;

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Detail, key = user_details::user_id))]
struct Quiet {
    id: i64,
}

impl Quiet {
    const fn insert(id: i64) -> Self {
        Self { id }
    }
}

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Detail, key = user_details::user_id), insert = create)]
struct Renamed {
    id: i64,
}

#[test]
fn a_method_is_left_out_or_has_another_name() {
    assert_eq!(Quiet::insert(7).id, 7);
    assert!(super::sql(&Quiet::insert(7).detail()).starts_with("SELECT"));
    let conn = &mut super::database(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, tenant_id BIGINT, email TEXT, name TEXT, slug TEXT);
         CREATE TABLE user_details (id INTEGER PRIMARY KEY, user_id BIGINT UNIQUE, status TEXT);",
    );
    let new = (users::id.eq(3), users::email.eq("a"));
    let created: Renamed = Renamed::create(new).get_result(conn).unwrap();
    assert_eq!(created.id, 3);
    let more = Renamed::create_each([users::id.eq(4), users::id.eq(5)]);
    let ids: Vec<i64> = more
        .get_results(conn)
        .unwrap()
        .iter()
        .map(|row| row.id)
        .collect();
    assert_eq!(ids, [4, 5]);
    assert_eq!(Renamed::detail_missing().count(conn).unwrap(), 3);
}
