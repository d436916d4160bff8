//! Triggers between the engine and the row.

use camshaft::Error;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::backend::models::{Owner, User};
use crate::backend::schema::{user_details, users, wallets};
use crate::backend::{Database, Session, execute, number};
use crate::common::batch::add_users;
use crate::common::{assert_details, assert_wrong_row, new_user, owners};
use crate::flavour::*;

async fn row_with_a_rewritten_key_is_the_wrong_row() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (user, other) = (
        new_user(&mut conn, "a").await,
        new_user(&mut conn, "b").await,
    );
    run!(execute(
        &mut conn,
        &format!(
            "CREATE TRIGGER rewrite BEFORE INSERT ON user_details \
             FOR EACH ROW SET NEW.user_id = {}",
            other.id
        )
    ));
    let error = run!(user.detail().get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(
            error,
            Error::WrongRow {
                table: "user_details",
                ..
            }
        ),
        "{error:?}"
    );
    let changes = user_details::notes.eq("n");
    run!(execute(&mut conn, "DELETE FROM user_details"));
    let error = run!(user.detail().set(changes).upsert(&mut conn)).unwrap_err();
    assert!(matches!(error, Error::WrongRow { .. }), "{error:?}");
    assert_details(&mut conn, 1).await;
}

/// A trigger that gives each new detail and wallet another key: of users and owners that exist.
async fn add_rewriting_triggers(session: &mut Session) {
    run!(execute(
        session,
        "INSERT INTO owners VALUES ('a'), ('b'), ('ax'), ('bx'); \
         CREATE TRIGGER rewrite_detail BEFORE INSERT ON user_details \
         FOR EACH ROW SET NEW.user_id = NEW.user_id + 2; \
         CREATE TRIGGER rewrite_wallet BEFORE INSERT ON wallets \
         FOR EACH ROW SET NEW.owner_id = CONCAT(NEW.owner_id, 'x')"
    ));
}

/// Each is found by the statement that stored it, or by one that looks for it, and no other is stored.
async fn rewritten_key_is_reported_with_what_is_stored() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let users = add_users(&mut conn, 4).await;
    add_rewriting_triggers(&mut conn).await;
    let error = run!(users[0].detail().get_or_create(&mut conn)).unwrap_err();
    let stored = IS_ASYNC.then_some("3");
    assert_wrong_row(&error, Some("1"), stored);
    let [a, _] = owners();
    let error = run!(a.wallet().get_or_create(&mut conn)).unwrap_err();
    let stored = IS_ASYNC.then_some("ax");
    assert_wrong_row(&error, Some("OwnerId(\n    \"a\",\n)"), stored);
    assert_details(&mut conn, 1).await;
    assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM wallets")), 1);
}

/// Where the server returns nothing, the rows that were stored with other keys refuse to be stored again,
/// and the keys asked for stay without a row.
fn assert_is_told(error: &Error) {
    let is_told = match error {
        Error::NotVisible { .. } => !IS_ASYNC,
        Error::WrongRow { .. } => true,
        _ => false,
    };
    assert!(is_told, "{error:?}");
}

async fn rewritten_keys_of_a_batch_are_stored_once() {
    for changes in [false, true] {
        let database = run!(Database::create());
        let mut conn = run!(database.connect());
        let users = add_users(&mut conn, 4).await;
        add_rewriting_triggers(&mut conn).await;
        let batch = User::detail_of(&users[..2]);
        let error = if changes {
            run!(
                batch
                    .set(user_details::notes.eq("n"))
                    .upsert_entries(&mut conn)
            )
            .unwrap_err()
        } else {
            run!(batch.get_or_create(&mut conn)).unwrap_err()
        };
        assert_is_told(&error);
        assert_details(&mut conn, 2).await;
        let wallets = Owner::wallet_of(&owners());
        let error = if changes {
            run!(
                wallets
                    .set(wallets::balance.eq(1))
                    .upsert_entries(&mut conn)
            )
            .unwrap_err()
        } else {
            run!(wallets.get_or_create(&mut conn)).unwrap_err()
        };
        assert_is_told(&error);
        assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM wallets")), 2);
    }
}

async fn backfill_of_rewritten_keys_does_not_end_well() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    add_users(&mut conn, 40).await;
    run!(execute(
        &mut conn,
        "CREATE TRIGGER rewrite_detail BEFORE INSERT ON user_details \
         FOR EACH ROW SET NEW.user_id = NEW.user_id + 10"
    ));
    let error = run!(User::backfill_detail().batch(10).run(&mut conn)).unwrap_err();
    let is_missing = matches!(
        error,
        Error::StillMissing {
            table: "user_details",
            parents: 10
        }
    );
    assert!(is_missing, "{error:?}");
    assert_details(&mut conn, 10).await;
}

/// MySQL and MariaDB put a number in its place, and cut what is too long where they are not strict.
async fn keys_that_are_not_kept_are_refused() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(&mut conn, "SET SESSION sql_mode = ''"));
    let values = (users::email.eq("a"), users::code.eq("a"));
    let zero = run!(User::by_id(0).values(values).get_or_create(&mut conn)).unwrap_err();
    assert_eq!(
        zero.to_string(),
        "the key of the `users` row is not kept as it is: `id` is 0, in place of which the server \
         numbers the row, in a column of `bigint(20)`; no row was written for it"
    );
    let long = "a".repeat(192);
    let values = users::code.eq("a");
    let long = run!(
        User::by_email(&long)
            .values(values)
            .get_or_create(&mut conn)
    )
    .unwrap_err();
    let is_refused = matches!(
        long,
        Error::UnstorableKey {
            column: "email",
            ..
        }
    );
    assert!(is_refused, "{long:?}");
    assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM users")), 0);
}

async fn unique_violation_of_a_trigger_is_the_callers() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    run!(execute(
        &mut conn,
        "CREATE TRIGGER refuse BEFORE INSERT ON user_details FOR EACH ROW \
         SIGNAL SQLSTATE '23000' SET MYSQL_ERRNO = 1062, MESSAGE_TEXT = 'of the trigger'"
    ));
    let error = run!(user.detail().get_or_create(&mut conn)).unwrap_err();
    let Error::Database(DieselError::DatabaseError(
        DatabaseErrorKind::UniqueViolation,
        information,
    )) = &error
    else {
        panic!("{error:?}");
    };
    assert_eq!(information.message(), "of the trigger");
    assert_details(&mut conn, 0).await;
}

tests![
    rewritten_key_is_reported_with_what_is_stored,
    rewritten_keys_of_a_batch_are_stored_once,
    backfill_of_rewritten_keys_does_not_end_well,
    keys_that_are_not_kept_are_refused,
    row_with_a_rewritten_key_is_the_wrong_row,
    unique_violation_of_a_trigger_is_the_callers,
];
