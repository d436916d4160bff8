//! Which errors are known for what they are, and how: 40001 by its SQLSTATE, the others by their
//! text, which follows `lc_messages`: no driver hands out their SQLSTATE.

use camshaft::Error;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::{begin_and_create, create_and_wait};
use crate::backend::{Database, Session, execute, number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

/// Asserts that an error restarts, and returns what Diesel takes it for.
fn kind_of_restart(error: &Error) -> String {
    match error {
        Error::RestartTransaction {
            source: DieselError::DatabaseError(kind, _),
        } => format!("{kind:?}"),
        _ => panic!("{error:?}"),
    }
}

/// Asserts that an error is passed on as it is, of no kind that Diesel knows.
fn assert_passed_on(error: &Error, text: &str) {
    match error {
        Error::Database(DieselError::DatabaseError(DatabaseErrorKind::Unknown, information)) => {
            assert_eq!(information.message(), text);
        }
        _ => panic!("{error:?}"),
    }
}

/// 40001: exact on both drivers, in any language.
async fn serialization_failure_is_exact() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    run!(execute(&mut b, "BEGIN ISOLATION LEVEL REPEATABLE READ"));
    run!(number(&mut b, "SELECT count(*) FROM user_details"));
    run!(user.detail().get_or_create(&mut a)).unwrap();
    let error = run!(user.detail().get_or_create(&mut b)).unwrap_err();
    assert_eq!(kind_of_restart(&error), "SerializationFailure");
    run!(execute(&mut b, "ROLLBACK"));
    assert_details(&mut a, 1).await;
}

/// 40P01: by its English text on both drivers.
async fn deadlock_is_best_effort() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let (one, two) = (new_user(&mut a, "a").await, new_user(&mut a, "b").await);
    begin_and_create(&mut a, &one).await;
    begin_and_create(&mut b, &two).await;
    let task = create_and_wait(&database, a, &two).await;
    let of_b = run!(one.detail().get_or_create(&mut b));
    run!(execute(&mut b, "ROLLBACK"));
    let (of_a, mut a) = run!(task.join());
    run!(execute(&mut a, "ROLLBACK"));
    let error = of_a.err().or(of_b.err()).unwrap();
    assert_eq!(kind_of_restart(&error), "Unknown");
    assert_details(&mut a, 0).await;
}

/// 55P03 of `lock_timeout`, and of `NOWAIT`: by its English text on both drivers.
async fn lock_that_is_not_available_is_best_effort() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    begin_and_create(&mut a, &user).await;
    run!(execute(&mut b, "SET lock_timeout = '100ms'"));
    let error = run!(user.detail().get_or_create(&mut b)).unwrap_err();
    assert_eq!(kind_of_restart(&error), "Unknown");
    run!(execute(&mut a, "COMMIT"));
    assert_details(&mut a, 1).await;
}

/// 57014, of a time-out and of a cancellation alike: the caller's, who set the one or did the other.
async fn statement_that_is_cancelled_is_the_callers() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    begin_and_create(&mut a, &user).await;
    run!(execute(&mut b, "SET statement_timeout = '100ms'"));
    let error = run!(user.detail().get_or_create(&mut b)).unwrap_err();
    assert_passed_on(&error, "canceling statement due to statement timeout");
    run!(execute(&mut b, "SET statement_timeout = 0"));
    let error = cancelled(&database, b, &user).await;
    assert_passed_on(&error, "canceling statement due to user request");
    run!(execute(&mut a, "COMMIT"));
    assert_details(&mut a, 1).await;
}

/// The error of a call that waits for a lock and is cancelled by another session.
async fn cancelled(
    database: &Database,
    mut session: Session,
    user: &crate::backend::models::User,
) -> Error {
    let number = run!(crate::backend::session_number(&mut session));
    let task = create_and_wait(database, session, user).await;
    let cancel = format!("SELECT pg_cancel_backend({number})");
    run!(execute(&mut run!(database.connect()), &cancel));
    run!(task.join()).0.unwrap_err()
}

/// What stands for any other language: a text that is not the one known is passed on.
async fn text_that_is_not_known_is_passed_on() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    for (state, text) in [
        ("40P01", "Verklemmung entdeckt"),
        ("55P03", "Sperre nicht verfügbar"),
    ] {
        run!(execute(
            &mut conn,
            &format!(
                "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN RAISE '{text}' USING ERRCODE = '{state}'; END $$; \
                 CREATE OR REPLACE TRIGGER refuse BEFORE INSERT ON user_details \
                 FOR EACH ROW EXECUTE FUNCTION refuse()"
            )
        ));
        let error = run!(user.detail().get_or_create(&mut conn)).unwrap_err();
        assert_passed_on(&error, text);
    }
    assert_details(&mut conn, 0).await;
}

tests![
    serialization_failure_is_exact,
    deadlock_is_best_effort,
    lock_that_is_not_available_is_best_effort,
    statement_that_is_cancelled_is_the_callers,
    text_that_is_not_known_is_passed_on,
];
