//! Live databases that lack the index of the catalog: nothing is stored, the error says so.

use camshaft::{Error, RetryPolicy};

use crate::backend::models::User;
use crate::backend::{Database, Session, execute, session_number, try_execute};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

const DROP: &str = "ALTER TABLE user_details DROP CONSTRAINT user_details_user_id_key";
const DEFERRABLE: &str =
    "ALTER TABLE user_details ADD CONSTRAINT user_details_user_id_key UNIQUE (user_id) DEFERRABLE";
const BUILD: &str =
    "CREATE UNIQUE INDEX CONCURRENTLY user_details_user_id_key ON user_details (user_id)";

/// Asserts that the row cannot be created, alone and in a batch, and that nothing is stored.
async fn assert_stale_catalog(session: &mut Session, user: &User) {
    let one = run!(user.detail().get_or_create(session)).unwrap_err();
    let batch = run!(User::detail_of([user]).get_or_create(session)).unwrap_err();
    for error in [one, batch] {
        assert!(
            matches!(
                error,
                Error::Catalog {
                    table: "user_details",
                    ..
                }
            ),
            "{error:?}"
        );
    }
    assert_details(session, 0).await;
}

async fn table_without_the_index() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    run!(execute(&mut conn, DROP));
    assert_stale_catalog(&mut conn, &user).await;
}

async fn index_that_is_deferrable() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    run!(execute(&mut conn, DROP));
    run!(execute(&mut conn, DEFERRABLE));
    assert_stale_catalog(&mut conn, &user).await;
}

async fn index_that_found_duplicates_while_it_was_built() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    run!(execute(&mut conn, DROP));
    run!(execute(
        &mut conn,
        &format!(
            "INSERT INTO user_details (user_id) VALUES ({0}), ({0})",
            user.id
        )
    ));
    run!(try_execute(&mut conn, BUILD)).unwrap_err();
    run!(execute(&mut conn, "DELETE FROM user_details"));
    assert_stale_catalog(&mut conn, &user).await;
}

/// Such an index refuses duplicates already, but is no conflict target yet.
async fn index_whose_build_was_cancelled_at_its_end() {
    let database = run!(Database::create());
    let (mut conn, mut old) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut conn, "a").await;
    run!(execute(&mut conn, DROP));
    run!(execute(
        &mut old,
        "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT"
    ));
    let mut builder = run!(database.connect());
    let number = run!(session_number(&mut builder));
    let build = spawn(async move { run!(try_execute(&mut builder, BUILD)) });
    run!(database.wait_until_blocked(number));
    run!(execute(
        &mut conn,
        &format!("SELECT pg_cancel_backend({number})")
    ));
    run!(build.join()).unwrap_err();
    assert_stale_catalog(&mut conn, &user).await;
}

async fn index_dropped_at_run_time_is_no_reason_to_try_again() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let gone = new_user(&mut conn, "b").await;
    run!(gone.detail().get_or_create(&mut conn)).unwrap();
    assert!(run!(gone.detail().delete(&mut conn)).unwrap());
    run!(execute(&mut conn, DROP));
    let mut attempts = 0;
    let result = retry!(&mut conn, RetryPolicy::new(), |conn: &mut Session| {
        attempts += 1;
        run!(user.detail().get_or_create(conn))
    });
    assert!(matches!(result, Err(Error::Catalog { .. })), "{result:?}");
    assert_eq!(attempts, 1);
    assert_stale_catalog(&mut conn, &user).await;
}

tests![
    table_without_the_index,
    index_that_is_deferrable,
    index_that_found_duplicates_while_it_was_built,
    index_whose_build_was_cancelled_at_its_end,
    index_dropped_at_run_time_is_no_reason_to_try_again,
];
