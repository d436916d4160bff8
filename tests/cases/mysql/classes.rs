//! Which errors are known for what they are, and how: by their number, where a driver tells it,
//! otherwise by their text, which follows `lc_messages`.

use camshaft::Error;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::{begin_with_snapshot, speak};
use crate::backend::{Database, Session, execute};
use crate::common::{assert_details, new_user};
use crate::flavour::{IS_ASYNC, *};
use crate::postgres_and_mysql::{begin_and_create, create_and_wait};

const GERMAN: &str = "de_DE";
const ENGLISH: &str = "en_US";

/// Whether an error is the one after which the transaction must be run again.
fn restarts(error: &Error) -> bool {
    match error {
        Error::RestartTransaction { .. } => true,
        Error::Database(DieselError::DatabaseError(DatabaseErrorKind::Unknown, _)) => false,
        _ => panic!("{error:?}"),
    }
}

/// The error of the victim of a deadlock: two keys in opposite order.
async fn deadlock(database: &Database, language: &str) -> Error {
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let (one, two) = (
        new_user(&mut a, &format!("one {language}")).await,
        new_user(&mut a, &format!("two {language}")).await,
    );
    for session in [&mut a, &mut b] {
        speak(session, language).await;
    }
    begin_and_create(&mut a, &one).await;
    begin_and_create(&mut b, &two).await;
    let task = create_and_wait(database, a, &two).await;
    let of_b = run!(one.detail().get_or_create(&mut b));
    run!(execute(&mut b, "ROLLBACK"));
    let (of_a, mut a) = run!(task.join());
    run!(execute(&mut a, "ROLLBACK"));
    match (of_a.err(), of_b.err()) {
        (Some(error), None) | (None, Some(error)) => error,
        both => panic!("exactly one deadlock was expected: {both:?}"),
    }
}

/// 1213: exact on Diesel's own connection, by its English text on diesel-async's. MariaDB words it
/// in the language that the server was started in, whatever a session speaks.
async fn deadlock_is_exact_on_one_driver_and_best_effort_on_the_other() {
    let database = run!(Database::create());
    for language in [ENGLISH, GERMAN] {
        let error = deadlock(&database, language).await;
        assert!(restarts(&error), "{error:?}");
        let Some(DieselError::DatabaseError(kind, _)) = error.as_diesel() else {
            panic!("{error:?}");
        };
        let is_exact = matches!(kind, DatabaseErrorKind::SerializationFailure);
        assert_eq!(is_exact, !IS_ASYNC, "{error:?}");
    }
    assert_details(&mut run!(database.connect()), 0).await;
}

/// 1205: by its English text on both drivers.
async fn lock_wait_timeout_is_best_effort() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    begin_and_create(&mut a, &user).await;
    run!(execute(&mut b, "SET innodb_lock_wait_timeout = 1"));
    for (language, known) in [(ENGLISH, true), (GERMAN, false)] {
        speak(&mut b, language).await;
        let error = run!(user.detail().get_or_create(&mut b)).unwrap_err();
        assert_eq!(restarts(&error), known, "{error:?}");
    }
    run!(execute(&mut a, "COMMIT"));
    assert_details(&mut a, 1).await;
}

/// 1020, of `innodb_snapshot_isolation`: by its English text on both drivers.
async fn snapshot_conflict_is_best_effort() {
    let database = run!(Database::create());
    for (language, known) in [(ENGLISH, true), (GERMAN, false)] {
        let error = snapshot_conflict(&database, language).await;
        assert_eq!(restarts(&error), known, "{error:?}");
    }
    assert_details(&mut run!(database.connect()), 2).await;
}

async fn snapshot_conflict(database: &Database, language: &str) -> Error {
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, language).await;
    speak(&mut b, language).await;
    run!(execute(&mut b, "SET SESSION innodb_snapshot_isolation = 1"));
    begin_with_snapshot(&mut b).await;
    run!(user.detail().get_or_create(&mut a)).unwrap();
    let error = run!(user.detail().get_or_create(&mut b)).unwrap_err();
    run!(execute(&mut b, "ROLLBACK"));
    error
}

/// A statement that `max_statement_time` ends (1969) is no reason to run the transaction again.
async fn interrupted_statement_is_the_callers() {
    let database = run!(Database::create());
    let (mut a, mut b): (Session, Session) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    begin_and_create(&mut a, &user).await;
    run!(execute(&mut b, "SET max_statement_time = 0.2"));
    let error = run!(user.detail().get_or_create(&mut b)).unwrap_err();
    assert!(!restarts(&error), "{error:?}");
    run!(execute(&mut a, "COMMIT"));
    assert_details(&mut a, 1).await;
}

tests![
    deadlock_is_exact_on_one_driver_and_best_effort_on_the_other,
    lock_wait_timeout_is_best_effort,
    snapshot_conflict_is_best_effort,
    interrupted_statement_is_the_callers,
];
