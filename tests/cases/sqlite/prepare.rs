//! The settings of a connection.

use camshaft::{Error, sqlite};
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};

use crate::backend::{Database, Session, execute, number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

const ENFORCES: &str = "SELECT foreign_keys FROM pragma_foreign_keys";
const TIMEOUT: &str = "SELECT timeout FROM pragma_busy_timeout";

async fn sl_04_both_settings_are_made() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect_unprepared());
    assert_eq!(run!(number(&mut conn, ENFORCES)), 0);
    assert_eq!(run!(number(&mut conn, TIMEOUT)), 0);
    sqlite::prepare(&mut conn).unwrap();
    assert_eq!(run!(number(&mut conn, ENFORCES)), 1);
    assert_eq!(run!(number(&mut conn, TIMEOUT)), 5_000);
}

async fn sl_04_without_them_a_row_without_parent_is_created() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect_unprepared());
    let user = new_user(&mut conn, "a").await;
    run!(execute(&mut conn, "DELETE FROM users"));
    run!(user.detail().get_or_create(&mut conn)).unwrap();
    run!(execute(&mut conn, "DELETE FROM user_details"));
    sqlite::prepare(&mut conn).unwrap();
    let error = run!(user.detail().get_or_create(&mut conn)).unwrap_err();
    assert!(matches!(error, Error::ParentMissing { .. }), "{error:?}");
    assert_details(&mut conn, 0).await;
}

/// What an application writes for its pool.
#[derive(Debug)]
struct Prepare;

impl CustomizeConnection<Session, diesel::r2d2::Error> for Prepare {
    fn on_acquire(&self, conn: &mut Session) -> Result<(), diesel::r2d2::Error> {
        sqlite::prepare(conn).map_err(|error| diesel::r2d2::Error::QueryError(error.into()))
    }
}

async fn sl_04_pool_prepares_its_connections() {
    let database = run!(Database::create());
    let pool = Pool::builder()
        .max_size(1)
        .connection_customizer(Box::new(Prepare))
        .build(ConnectionManager::<Session>::new(database.url()))
        .unwrap();
    let mut conn = pool.get().unwrap();
    assert_eq!(run!(number(&mut conn, ENFORCES)), 1);
    sqlite::prepare(&mut conn).unwrap();
    assert_eq!(run!(number(&mut conn, TIMEOUT)), 5_000);
}

async fn sl_05_transaction_of_diesel_is_refused() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect_unprepared());
    let result: Result<(), Error> =
        run!(conn.transaction(work!(|conn: &mut Session| { sqlite::prepare(conn) })));
    assert!(
        matches!(result, Err(Error::AlreadyInTransaction)),
        "{result:?}"
    );
    assert_eq!(run!(number(&mut conn, ENFORCES)), 0);
}

async fn sl_05_transaction_of_plain_sql_is_detected() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect_unprepared());
    run!(execute(&mut conn, "BEGIN"));
    let error = sqlite::prepare(&mut conn).unwrap_err();
    assert!(matches!(error, Error::AlreadyInTransaction), "{error:?}");
    run!(execute(&mut conn, "COMMIT"));
    assert_eq!(run!(number(&mut conn, ENFORCES)), 0);
    sqlite::prepare(&mut conn).unwrap();
    assert_eq!(run!(number(&mut conn, ENFORCES)), 1);
}

async fn journal_mode_is_left_alone() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect_unprepared());
    let is_wal = "SELECT journal_mode = 'wal' FROM pragma_journal_mode";
    assert_eq!(run!(number(&mut conn, is_wal)), 1);
    run!(execute(&mut conn, "PRAGMA journal_mode = delete"));
    sqlite::prepare(&mut conn).unwrap();
    assert_eq!(run!(number(&mut conn, is_wal)), 0);
}

tests![
    sl_04_both_settings_are_made,
    sl_04_without_them_a_row_without_parent_is_created,
    sl_04_pool_prepares_its_connections,
    sl_05_transaction_of_diesel_is_refused,
    sl_05_transaction_of_plain_sql_is_detected,
    journal_mode_is_left_alone,
];
