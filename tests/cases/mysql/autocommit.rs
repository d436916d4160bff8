//! Transactions that Diesel does not know of: `autocommit = 0`, where one is always open, and `BEGIN`
//! as a statement.

use camshaft::duplicates::KeySpec;
use camshaft::merge::{Merge, MergeError, Refusal};
use camshaft::{Error, RetryPolicy};

use super::{LANGUAGES, speak};
use crate::backend::models::User;
use crate::backend::schema::user_details;
use crate::backend::{Database, Session, execute, number};
use crate::common::insert::new;
use crate::common::{assert_details, is_unique_violation, new_user};
use crate::flavour::*;

/// How a session comes to have a transaction of its own.
const OPENS: [&str; 2] = ["SET autocommit = 0", "BEGIN"];

const USERS: &str = "SELECT count(*) FROM users";

/// A session with a user that it has not committed.
async fn with_earlier_user(database: &Database, open: &str) -> Session {
    let mut session = run!(database.connect());
    run!(execute(&mut session, open));
    new_user(&mut session, "earlier").await;
    session
}

/// How many users are committed.
async fn committed(database: &Database) -> i64 {
    run!(number(&mut run!(database.connect()), USERS))
}

async fn insert_commits_nothing_of_an_open_transaction() {
    for open in OPENS {
        let database = run!(Database::create());
        let mut conn = with_earlier_user(&database, open).await;
        let notes = user_details::notes.eq("n");
        let (user, detail) =
            run!(User::insert(new("a")).detail(notes).get_result(&mut conn)).unwrap();
        assert_eq!(detail.user_id, user.id);
        let each = User::insert_each(["b", "c"].map(new)).detail(notes);
        assert_eq!(run!(each.get_results(&mut conn)).unwrap().len(), 2);
        assert_eq!(committed(&database).await, 0, "{open}");
        run!(execute(&mut conn, "ROLLBACK"));
        assert_eq!(run!(number(&mut conn, USERS)), 0, "{open}");
        assert_details(&mut conn, 0).await;
    }
}

async fn insert_is_committed_with_its_transaction() {
    for open in OPENS {
        let database = run!(Database::create());
        let mut conn = with_earlier_user(&database, open).await;
        let notes = user_details::notes.eq("n");
        run!(User::insert(new("a")).detail(notes).get_result(&mut conn)).unwrap();
        run!(execute(&mut conn, "COMMIT"));
        assert_eq!(committed(&database).await, 2, "{open}");
        assert_details(&mut run!(database.connect()), 1).await;
    }
}

async fn insert_that_fails_is_taken_back_alone() {
    for open in OPENS {
        let database = run!(Database::create());
        let mut conn = with_earlier_user(&database, open).await;
        let taken = user_details::status.eq("taken");
        run!(User::insert(new("a")).detail(taken).get_result(&mut conn)).unwrap();
        let error = run!(User::insert(new("b")).detail(taken).get_result(&mut conn)).unwrap_err();
        assert!(is_unique_violation(&error), "{error:?}");
        assert_eq!(committed(&database).await, 0, "{open}");
        run!(execute(&mut conn, "COMMIT"));
        assert_eq!(committed(&database).await, 2, "{open}");
        assert_details(&mut run!(database.connect()), 1).await;
    }
}

/// A transaction that `retry` begins would commit it.
async fn retry_refuses_an_open_transaction() {
    for open in OPENS {
        let database = run!(Database::create());
        let mut conn = with_earlier_user(&database, open).await;
        let result: Result<(), Error> =
            retry!(&mut conn, RetryPolicy::new(), |_: &mut Session| panic!(
                "never begun"
            ));
        assert!(
            matches!(result, Err(Error::AlreadyInTransaction)),
            "{result:?}"
        );
        assert_eq!(committed(&database).await, 0, "{open}");
        run!(execute(&mut conn, "ROLLBACK; SET autocommit = 1"));
        let result: Result<(), Error> =
            retry!(&mut conn, RetryPolicy::new(), |_: &mut Session| Ok(()));
        result.unwrap();
        assert_eq!(run!(number(&mut conn, USERS)), 0, "{open}");
    }
}

async fn refusal_is_known_in_each_language() {
    let database = run!(Database::create());
    let mut conn = with_earlier_user(&database, "SET autocommit = 0").await;
    for language in LANGUAGES {
        speak(&mut conn, language).await;
        let result: Result<(), Error> =
            retry!(&mut conn, RetryPolicy::new(), |_: &mut Session| Ok(()));
        assert!(
            matches!(result, Err(Error::AlreadyInTransaction)),
            "{language}: {result:?}"
        );
    }
    assert_eq!(committed(&database).await, 0);
}

async fn merge_refuses_an_open_transaction() {
    for open in OPENS {
        let database = run!(Database::create());
        let mut conn = with_earlier_user(&database, "SET autocommit = 1").await;
        run!(execute(
            &mut conn,
            "CREATE TABLE people (id BIGINT PRIMARY KEY, email VARCHAR(99)); \
             INSERT INTO people VALUES (1, 'a'), (2, 'a')"
        ));
        run!(execute(&mut conn, open));
        new_user(&mut conn, "b").await;
        let merge = Merge::new(KeySpec::of_columns("people", ["email"]));
        let error = run!(merge.merge(&mut conn)).unwrap_err();
        assert!(
            matches!(error, MergeError::Refused(Refusal::InTransaction)),
            "{error:?}"
        );
        assert_eq!(committed(&database).await, 1, "{open}");
        run!(execute(&mut conn, "ROLLBACK"));
        assert_eq!(run!(number(&mut conn, USERS)), 1, "{open}");
        assert_eq!(
            run!(number(&mut conn, "SELECT count(*) FROM people")),
            2,
            "{open}"
        );
    }
}

/// It begins no transaction.
async fn backfill_commits_nothing_of_an_open_transaction() {
    for open in OPENS {
        let database = run!(Database::create());
        let mut conn = with_earlier_user(&database, open).await;
        let done = run!(User::backfill_detail().run(&mut conn)).unwrap();
        assert_eq!(done.created, 1);
        assert_eq!(committed(&database).await, 0, "{open}");
        run!(execute(&mut conn, "ROLLBACK"));
        assert_details(&mut conn, 0).await;
    }
}

tests![
    insert_commits_nothing_of_an_open_transaction,
    insert_is_committed_with_its_transaction,
    insert_that_fails_is_taken_back_alone,
    retry_refuses_an_open_transaction,
    refusal_is_known_in_each_language,
    merge_refuses_an_open_transaction,
    backfill_commits_nothing_of_an_open_transaction,
];
