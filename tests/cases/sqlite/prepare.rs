//! The settings of a connection.

use camshaft::Error;

use crate::backend::{
    Database, Session, establish, execute, number, prepare, prepared_pool_of_one,
};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

const ENFORCES: &str = "SELECT foreign_keys FROM pragma_foreign_keys";
const TIMEOUT: &str = "SELECT timeout FROM pragma_busy_timeout";

async fn both_settings_are_made() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect_unprepared());
    assert_eq!(run!(number(&mut conn, ENFORCES)), 0);
    assert_eq!(run!(number(&mut conn, TIMEOUT)), 0);
    run!(prepare(&mut conn)).unwrap();
    assert_eq!(run!(number(&mut conn, ENFORCES)), 1);
    assert_eq!(run!(number(&mut conn, TIMEOUT)), 5_000);
}

async fn without_the_settings_a_row_without_parent_is_created() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect_unprepared());
    let user = new_user(&mut conn, "a").await;
    run!(execute(&mut conn, "DELETE FROM users"));
    run!(user.detail().get_or_create(&mut conn)).unwrap();
    run!(execute(&mut conn, "DELETE FROM user_details"));
    run!(prepare(&mut conn)).unwrap();
    let error = run!(user.detail().get_or_create(&mut conn)).unwrap_err();
    assert!(matches!(error, Error::ParentMissing { .. }), "{error:?}");
    assert_details(&mut conn, 0).await;
}

async fn pool_prepares_its_connections() {
    let database = run!(Database::create());
    let pool = run!(prepared_pool_of_one(&database));
    let mut conn = run!(pool.get()).unwrap();
    assert_eq!(run!(number(&mut conn, ENFORCES)), 1);
    run!(prepare(&mut conn)).unwrap();
    assert_eq!(run!(number(&mut conn, TIMEOUT)), 5_000);
}

async fn an_established_connection_is_prepared() {
    let database = run!(Database::create());
    let mut conn = run!(establish(&database.url())).unwrap();
    assert_eq!(run!(number(&mut conn, ENFORCES)), 1);
    assert_eq!(run!(number(&mut conn, TIMEOUT)), 5_000);
    let nowhere = format!("{}/of/no/folder", database.url());
    assert!(run!(establish(&nowhere)).is_err());
}

async fn transaction_of_diesel_is_refused() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect_unprepared());
    let result: Result<(), Error> =
        run!(conn.transaction(work!(|conn: &mut Session| run!(prepare(conn)))));
    assert!(
        matches!(result, Err(Error::AlreadyInTransaction)),
        "{result:?}"
    );
    assert_eq!(run!(number(&mut conn, ENFORCES)), 0);
}

async fn transaction_of_plain_sql_is_detected() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect_unprepared());
    run!(execute(&mut conn, "BEGIN"));
    let error = run!(prepare(&mut conn)).unwrap_err();
    assert!(matches!(error, Error::AlreadyInTransaction), "{error:?}");
    run!(execute(&mut conn, "COMMIT"));
    assert_eq!(run!(number(&mut conn, ENFORCES)), 0);
    run!(prepare(&mut conn)).unwrap();
    assert_eq!(run!(number(&mut conn, ENFORCES)), 1);
}

async fn journal_mode_is_left_alone() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect_unprepared());
    let is_wal = "SELECT journal_mode = 'wal' FROM pragma_journal_mode";
    assert_eq!(run!(number(&mut conn, is_wal)), 1);
    run!(execute(&mut conn, "PRAGMA journal_mode = delete"));
    run!(prepare(&mut conn)).unwrap();
    assert_eq!(run!(number(&mut conn, is_wal)), 0);
}

tests![
    both_settings_are_made,
    without_the_settings_a_row_without_parent_is_created,
    pool_prepares_its_connections,
    an_established_connection_is_prepared,
    transaction_of_diesel_is_refused,
    transaction_of_plain_sql_is_detected,
    journal_mode_is_left_alone,
];
