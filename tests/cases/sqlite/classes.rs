//! Which errors are known for what they are: SQLite words its errors in English always, and both
//! drivers pass the words on.

use camshaft::Error;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::backend::schema::user_details;
use crate::backend::{Database, execute, number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

fn is_busy(error: &Error) -> bool {
    match error {
        Error::RestartTransaction {
            source: DieselError::DatabaseError(DatabaseErrorKind::Unknown, information),
        } => information.message() == "database is locked",
        _ => false,
    }
}

/// `SQLITE_BUSY`, where another connection writes; waiting for it is the connection's own setting.
async fn busy_database_restarts() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    run!(execute(&mut a, "BEGIN IMMEDIATE"));
    run!(execute(&mut b, "PRAGMA busy_timeout = 0"));
    let changes = user_details::notes.eq("n");
    let errors = [
        run!(user.detail().get_or_create(&mut b)).unwrap_err(),
        run!(user.detail().set(changes).upsert(&mut b)).unwrap_err(),
        run!(user.detail().delete(&mut b)).unwrap_err(),
    ];
    for error in errors {
        assert!(is_busy(&error), "{error:?}");
    }
    run!(execute(&mut a, "COMMIT"));
    run!(user.detail().get_or_create(&mut b)).unwrap();
    assert_details(&mut a, 1).await;
}

/// `SQLITE_BUSY_SNAPSHOT`, where another connection wrote since this transaction read.
async fn old_snapshot_restarts() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    let changes = user_details::notes.eq("n");
    run!(execute(&mut b, "BEGIN"));
    assert_eq!(run!(number(&mut b, "SELECT count(*) FROM user_details")), 0);
    run!(user.detail().get_or_create(&mut a)).unwrap();
    let error = run!(user.detail().set(changes).upsert(&mut b)).unwrap_err();
    assert!(is_busy(&error), "{error:?}");
    run!(execute(&mut b, "ROLLBACK"));
    let entry = run!(user.detail().set(changes).upsert_entry(&mut b)).unwrap();
    assert!(!entry.is_created());
    assert_details(&mut a, 1).await;
}

tests![busy_database_restarts, old_snapshot_restarts];
