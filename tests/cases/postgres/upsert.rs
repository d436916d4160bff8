//! Changes of rows that a snapshot does not show, or shows as they were.

use std::sync::Arc;

use camshaft::{Error, RetryPolicy};
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::backend::models::{User, UserUnique};
use crate::backend::schema::{user_details, users};
use crate::backend::{Database, Session, execute, number};
use crate::common::stress::alone;
use crate::common::{assert_details, new_user};
use crate::flavour::*;
use crate::postgres_and_mysql::start_and_wait;

/// What an upsert ends with, in a transaction whose snapshot is older than another session's.
async fn upsert_with_an_old_snapshot(
    session: &mut Session,
    other: &mut Session,
    user: &User,
    isolation: &str,
) -> Error {
    let begin = format!("BEGIN ISOLATION LEVEL {isolation}");
    run!(execute(session, &begin));
    run!(number(session, "SELECT count(*) FROM user_details"));
    let theirs = user.detail().set(user_details::status.eq("theirs"));
    run!(theirs.upsert(other)).unwrap();
    let ours = user.detail().set(user_details::notes.eq("ours"));
    let error = run!(ours.upsert(session)).unwrap_err();
    run!(execute(session, "ROLLBACK"));
    error
}

async fn old_snapshot_restarts_whether_the_row_was_there_or_not() {
    for isolation in ["REPEATABLE READ", "SERIALIZABLE"] {
        let database = run!(Database::create());
        let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
        let user = new_user(&mut a, "a").await;
        for _ in 0..2 {
            let error = upsert_with_an_old_snapshot(&mut b, &mut a, &user, isolation).await;
            assert!(
                matches!(
                    error,
                    Error::RestartTransaction {
                        source: DieselError::DatabaseError(
                            DatabaseErrorKind::SerializationFailure,
                            _
                        )
                    }
                ),
                "{isolation}: {error:?}"
            );
        }
        let ours = user_details::notes.eq("ours");
        let row = retry!(&mut b, RetryPolicy::new(), |conn: &mut Session| {
            run!(user.detail().set(ours).upsert(conn))
        });
        let row = row.unwrap();
        assert_eq!(
            (row.status.as_deref(), row.notes.as_str()),
            (Some("theirs"), "ours")
        );
        assert_details(&mut a, 1).await;
    }
}

async fn old_snapshot_restarts_a_batch() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let users = [new_user(&mut a, "a").await, new_user(&mut a, "b").await];
    let upsert = || User::detail_of(&users).set(user_details::notes.eq("ours"));
    for _ in 0..2 {
        run!(execute(&mut b, "BEGIN ISOLATION LEVEL REPEATABLE READ"));
        run!(number(&mut b, "SELECT count(*) FROM user_details"));
        let theirs = users[1].detail().set(user_details::status.eq("theirs"));
        run!(theirs.upsert(&mut a)).unwrap();
        let error = run!(upsert().upsert(&mut b)).unwrap_err();
        let is_restart = matches!(error, Error::RestartTransaction { .. });
        assert!(is_restart, "{error:?}");
        run!(execute(&mut b, "ROLLBACK"));
    }
    let batch = run!(upsert().upsert(&mut b)).unwrap();
    assert!(batch.iter().all(|row| row.notes == "ours"));
    assert_details(&mut a, 2).await;
}

/// Makes an insert of a detail wait for an advisory lock after it looked for its key, and before it
/// enters it: the index that waits is filled before those of the keys.
const PAUSE_BEFORE_THE_KEYS: &str = "\
    ALTER TABLE user_details DROP CONSTRAINT user_details_user_id_key, \
        DROP CONSTRAINT user_details_status_key; \
    CREATE FUNCTION pause(bigint) RETURNS bigint IMMUTABLE LANGUAGE plpgsql AS \
        $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN $1; END $$; \
    CREATE INDEX ON user_details (pause(user_id)); \
    ALTER TABLE user_details ADD CONSTRAINT user_details_user_id_key UNIQUE (user_id), \
        ADD CONSTRAINT user_details_status_key UNIQUE (status)";

/// PostgreSQL reports the other key, as `ON CONFLICT` promises only what it names: the row explains it.
async fn race_for_a_key_and_for_another_unique_value_ends_with_the_row() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    run!(execute(&mut a, PAUSE_BEFORE_THE_KEYS));
    let user = new_user(&mut a, "a").await;
    run!(execute(&mut a, "SELECT pg_advisory_lock(1)"));
    let upsert = || user.detail().set(user_details::status.eq("same"));
    let ours = upsert();
    let task = start_and_wait!(database, b, ours.upsert(&mut b));
    let theirs = run!(upsert().upsert_entry(&mut a)).unwrap();
    assert!(theirs.is_created());
    run!(execute(&mut a, "SELECT pg_advisory_unlock(1)"));
    let (result, mut b) = run!(task.join());
    assert_eq!(result.unwrap(), theirs.into_row());
    assert_details(&mut b, 1).await;
}

/// One more spelling of an address violates `UNIQUE (lower(email))`, and is told as that always. Of those
/// who race with the same one all get the row, whichever of the two indexes refuses theirs.
async fn unique_keys_that_overlap_refuse_other_spellings_only() {
    const ROUNDS: usize = 40;
    let _alone = alone();
    let database = Arc::new(run!(Database::create()));
    let start = Arc::new(Barrier::new(16));
    let mut workers = Vec::new();
    for worker in 0..16 {
        let mut conn = run!(database.connect());
        let start = start.clone();
        workers.push(spawn(async move {
            for round in 0..ROUNDS {
                let is_capital = round % 2 == 1 && worker % 2 == 1;
                let first = if is_capital { 'A' } else { 'a' };
                let email = format!("{first}{round}@example.org");
                let values = users::code.eq(&email);
                run!(start.wait());
                let user = User::by_email(&email).values(values);
                match run!(user.get_or_create(&mut conn)) {
                    Ok(user) => assert_eq!(user.email, email),
                    Err(error) => {
                        assert_eq!(round % 2, 1, "{error:?}");
                        let key = User::unique_violation(&error);
                        assert_eq!(key, Some(UserUnique::EmailInLowerCase), "{error:?}");
                    }
                }
            }
        }));
    }
    for worker in workers {
        run!(worker.join());
    }
    let mut conn = run!(database.connect());
    let emails = run!(number(
        &mut conn,
        "SELECT count(DISTINCT lower(email)) FROM users"
    ));
    assert_eq!(usize::try_from(emails), Ok(ROUNDS));
}

tests![
    old_snapshot_restarts_a_batch,
    old_snapshot_restarts_whether_the_row_was_there_or_not,
    race_for_a_key_and_for_another_unique_value_ends_with_the_row,
    unique_keys_that_overlap_refuse_other_spellings_only,
];
