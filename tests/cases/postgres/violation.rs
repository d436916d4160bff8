//! What only PostgreSQL says, or leaves out, of a violation.

use super::only::schema::billing::ledgers;
use crate::backend::models::{UserDetail, UserDetailUnique};
use crate::backend::{Database, Session, execute};
use crate::flavour::*;

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = super::only::schema::billing::ledgers)]
#[camshaft(unique(user_id))]
#[expect(dead_code, reason = "never loaded")]
struct Ledger {
    id: i64,
    user_id: i64,
}

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = super::only::schema::shards)]
#[camshaft(unique(user_id))]
#[expect(dead_code, reason = "never loaded")]
struct Shard {
    user_id: i64,
}

/// The error of a statement that violates something.
async fn error_of(conn: &mut Session, statement: &str) -> diesel::result::Error {
    run!(diesel::sql_query(statement).execute(conn)).unwrap_err()
}

async fn what_a_trigger_raises_counts_if_it_names_table_and_constraint() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let cases = [
        ("", None),
        (", CONSTRAINT = 'user_details_status_key'", None),
        (", TABLE = 'user_details'", None),
        (
            ", TABLE = 'users', CONSTRAINT = 'user_details_status_key'",
            None,
        ),
        (
            ", TABLE = 'user_details', CONSTRAINT = 'users_email_key'",
            None,
        ),
        (
            ", TABLE = 'user_details', CONSTRAINT = 'user_details_status_key'",
            Some(UserDetailUnique::Status),
        ),
    ];
    for (named, expected) in cases {
        let raise = format!(
            "DO $$ BEGIN RAISE unique_violation USING \
             MESSAGE = 'duplicate key value violates unique constraint \"user_details_status_key\"'{named}; END $$"
        );
        let error = error_of(&mut conn, &raise).await;
        assert_eq!(UserDetail::unique_violation(&error), expected, "{named}");
    }
}

async fn a_table_in_a_schema_is_known_by_its_name() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(
        &mut conn,
        include_str!("../../fixtures/postgres_only.sql")
    ));
    run!(execute(
        &mut conn,
        "INSERT INTO users (id, email, code) VALUES (1, 'a', 'a')"
    ));
    let insert = diesel::insert_into(ledgers::table).values(ledgers::user_id.eq(1));
    run!(insert.execute(&mut conn)).unwrap();
    let error = run!(insert.execute(&mut conn)).unwrap_err();
    assert_eq!(Ledger::unique_violation(&error), Some(LedgerUnique::UserId));
}

async fn a_partition_names_its_own_index() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(
        &mut conn,
        include_str!("../../fixtures/postgres_only.sql")
    ));
    run!(execute(
        &mut conn,
        "INSERT INTO users (id, email, code) VALUES (1, 'a', 'a')"
    ));
    run!(execute(
        &mut conn,
        "INSERT INTO shards (user_id) VALUES (1)"
    ));
    let error = error_of(&mut conn, "INSERT INTO shards (user_id) VALUES (1)").await;
    assert!(error.to_string().contains("shards_"), "{error}");
    assert_eq!(Shard::unique_violation(&error), None);
}

tests![
    what_a_trigger_raises_counts_if_it_names_table_and_constraint,
    a_table_in_a_schema_is_known_by_its_name,
    a_partition_names_its_own_index,
];
