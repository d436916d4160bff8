//! Two connections that write to one file.

use std::sync::mpsc;

use camshaft::{Entry, Error, RetryPolicy};
use diesel::connection::InstrumentationEvent;

use crate::backend::{Database, Session, Statements, execute, number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

async fn second_immediate_transaction_finds_the_row_of_the_first() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    run!(execute(&mut a, "BEGIN IMMEDIATE"));
    let row = run!(user.detail().get_or_create(&mut a)).unwrap();
    let (begins, begun) = mpsc::channel();
    b.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { .. } = event {
            let _ = begins.send(());
        }
    });
    let accessor = user.detail();
    let task = spawn(async move {
        run!(execute(&mut b, "BEGIN IMMEDIATE"));
        let entry = run!(accessor.get_or_create_entry(&mut b)).unwrap();
        run!(execute(&mut b, "COMMIT"));
        entry
    });
    begun.recv().unwrap();
    run!(execute(&mut a, "COMMIT"));
    assert_eq!(run!(task.join()), Entry::Found(row));
    assert_details(&mut a, 1).await;
}

/// Two sessions on a file with a rollback journal, where a write cannot be committed while another
/// connection reads; the first waits for 50 ms only.
async fn sessions_with_a_rollback_journal(database: &Database) -> (Session, Session) {
    let mut a = run!(database.connect());
    run!(execute(
        &mut a,
        "PRAGMA journal_mode = delete; PRAGMA busy_timeout = 50"
    ));
    (a, run!(database.connect()))
}

async fn reader_of_a_rollback_journal_keeps_a_row_from_being_stored() {
    let database = run!(Database::create());
    let (mut a, mut b) = sessions_with_a_rollback_journal(&database).await;
    let user = new_user(&mut a, "a").await;
    run!(execute(&mut b, "BEGIN"));
    run!(number(&mut b, "SELECT count(*) FROM users"));
    let error = run!(user.detail().get_or_create(&mut a)).unwrap_err();
    assert!(
        matches!(error, Error::RestartTransaction { .. }),
        "{error:?}"
    );
    run!(execute(&mut b, "COMMIT"));
    assert_details(&mut b, 0).await;
    assert!(
        run!(user.detail().get_or_create_entry(&mut a))
            .unwrap()
            .is_created()
    );
    assert_details(&mut b, 1).await;
}

async fn commit_that_a_reader_holds_up_is_run_again_by_retry() {
    let database = run!(Database::create());
    let (mut a, mut b) = sessions_with_a_rollback_journal(&database).await;
    let user = new_user(&mut a, "a").await;
    let mut attempts = 0;
    let entry: Result<_, Error> = retry!(&mut a, RetryPolicy::new(), |conn: &mut Session| {
        attempts += 1;
        run!(execute(
            &mut b,
            if attempts == 1 { "BEGIN" } else { "COMMIT" }
        ));
        run!(number(&mut b, "SELECT count(*) FROM users"));
        run!(user.detail().get_or_create_entry(conn))
    });
    assert!(entry.unwrap().is_created());
    assert_eq!(attempts, 2);
    assert_details(&mut b, 1).await;
}

async fn retry_that_gives_up_at_commit_says_so() {
    let database = run!(Database::create());
    let (mut a, mut b) = sessions_with_a_rollback_journal(&database).await;
    let user = new_user(&mut a, "a").await;
    run!(execute(&mut b, "BEGIN"));
    run!(number(&mut b, "SELECT count(*) FROM users"));
    let policy = RetryPolicy::new().attempts(2);
    let result: Result<_, Error> = retry!(&mut a, policy, |conn: &mut Session| {
        run!(user.detail().get_or_create(conn))
    });
    let error = result.unwrap_err();
    let Error::RestartTransaction { source } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(source.to_string(), "database is locked");
    run!(execute(&mut b, "COMMIT"));
    assert_details(&mut b, 0).await;
}

async fn deferred_transaction_that_read_before_anothers_commit_restarts() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    run!(execute(&mut b, "BEGIN"));
    assert_eq!(run!(user.detail().get(&mut b)).unwrap(), None);
    run!(user.detail().get_or_create(&mut a)).unwrap();
    let error = run!(user.detail().get_or_create(&mut b)).unwrap_err();
    assert!(
        matches!(error, Error::RestartTransaction { .. }),
        "{error:?}"
    );
    run!(execute(&mut b, "ROLLBACK"));
    assert!(
        !run!(user.detail().get_or_create_entry(&mut b))
            .unwrap()
            .is_created()
    );
    assert_details(&mut a, 1).await;
}

async fn retry_begins_with_the_lock_of_a_writer() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    run!(execute(&mut b, "PRAGMA busy_timeout = 0"));
    let statements = Statements::default();
    a.set_instrumentation(statements.recorder());
    let result: Result<(), Error> = retry!(&mut a, RetryPolicy::new(), |_: &mut Session| {
        let locked = run!(crate::backend::try_execute(&mut b, "BEGIN IMMEDIATE"));
        assert_eq!(locked.unwrap_err().to_string(), "database is locked");
        Ok(())
    });
    result.unwrap();
    assert!(
        statements
            .take_sent()
            .contains(&"COMMIT; BEGIN IMMEDIATE".to_owned())
    );
}

async fn retry_waits_for_a_writer_and_gives_up_with_the_budget() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    run!(execute(&mut a, "BEGIN IMMEDIATE"));
    run!(execute(&mut b, "PRAGMA busy_timeout = 0"));
    let policy = RetryPolicy::new().attempts(3);
    let result: Result<(), Error> = retry!(&mut b, policy, |_: &mut Session| panic!("never begun"));
    let error = result.unwrap_err();
    let Error::RestartTransaction { source } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(source.to_string(), "database is locked");
    assert_eq!(run!(number(&mut b, "SELECT count(*) FROM users")), 0);
    run!(execute(&mut a, "COMMIT"));
    let result: Result<(), Error> = retry!(&mut b, policy, |_: &mut Session| Ok(()));
    result.unwrap();
}

tests![
    second_immediate_transaction_finds_the_row_of_the_first,
    reader_of_a_rollback_journal_keeps_a_row_from_being_stored,
    commit_that_a_reader_holds_up_is_run_again_by_retry,
    retry_that_gives_up_at_commit_says_so,
    deferred_transaction_that_read_before_anothers_commit_restarts,
    retry_begins_with_the_lock_of_a_writer,
    retry_waits_for_a_writer_and_gives_up_with_the_budget,
];
