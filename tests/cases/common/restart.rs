//! Running a whole transaction again.

use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use camshaft::{DieselCause, Error, RetryPolicy};
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::{assert_details, new_user};
use crate::backend::{Database, Session, Statements, number, restart_error};
use crate::flavour::*;

/// A policy with pauses that a test can wait for.
fn quick() -> RetryPolicy {
    RetryPolicy::new().pauses(Duration::ZERO, Duration::ZERO)
}

async fn work_that_must_be_run_again_is_undone_first() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let mut attempts = 0;
    let result: Result<i64, Error> = retry!(&mut conn, quick(), |conn: &mut Session| {
        attempts += 1;
        part!(new_user(conn, &attempts.to_string()));
        if attempts < 3 {
            Err(restart_error())?;
        }
        Ok(run!(number(conn, "SELECT count(*) FROM users")))
    });
    assert_eq!((result.unwrap(), attempts), (1, 3));
    assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM users")), 1);
}

async fn other_errors_are_returned_at_once() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let mut attempts = 0;
    let result: Result<(), DieselError> = retry!(&mut conn, quick(), |_: &mut Session| {
        attempts += 1;
        let message = Box::new("twice".to_owned());
        Err(DieselError::DatabaseError(
            DatabaseErrorKind::UniqueViolation,
            message,
        ))
    });
    assert_eq!(result.unwrap_err().to_string(), "twice");
    assert_eq!(attempts, 1);
}

async fn attempts_and_budget_end_it() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    for (policy, expected) in [
        (quick().attempts(3), 3),
        (quick().attempts(1), 1),
        (quick().budget(Duration::ZERO), 1),
    ] {
        let mut attempts = 0;
        let result: Result<(), DieselError> = retry!(&mut conn, policy, |_: &mut Session| {
            attempts += 1;
            Err(restart_error())
        });
        assert_eq!(result.unwrap_err().to_string(), restart_error().to_string());
        assert_eq!(attempts, expected);
    }
}

/// The error of a statement of Diesel's in the work.
async fn last_error_says_that_only_another_attempt_helps() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let result: Result<(), Error> = retry!(&mut conn, quick().attempts(2), |_: &mut Session| {
        Err(restart_error())?;
        Ok(())
    });
    let error = result.unwrap_err();
    let Error::RestartTransaction { source } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(source.to_string(), restart_error().to_string());
    // An error of an application is what the application makes of it.
    let result: Result<(), Failure> = retry!(&mut conn, quick().attempts(2), |_: &mut Session| {
        Err(restart_error())?;
        Ok(())
    });
    assert!(matches!(result, Err(Failure::Database(_))), "{result:?}");
    let result: Result<(), Boxed> = retry!(&mut conn, quick().attempts(2), |_: &mut Session| {
        Err(Error::Database(restart_error()))?;
        Ok(())
    });
    let error = result.unwrap_err();
    let error = error.downcast_ref::<Error>();
    assert!(
        matches!(error, Some(Error::RestartTransaction { .. })),
        "{error:?}"
    );
}

async fn open_transaction_is_refused_and_nothing_sent() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let statements = Statements::default();
    let result: Result<(), Error> = run!(conn.transaction(work!(|conn: &mut Session| {
        conn.set_instrumentation(statements.recorder());
        let inner = retry!(conn, quick(), |_: &mut Session| Ok(()));
        assert_eq!(statements.take_sent(), [] as [&str; 0]);
        inner
    })));
    assert!(
        matches!(result, Err(Error::AlreadyInTransaction)),
        "{result:?}"
    );
}

async fn test_transaction_holds_attempts_as_savepoints() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(conn.begin_test_transaction()).unwrap();
    let user = new_user(&mut conn, "a").await;
    let mut attempts = 0;
    let entry: Result<_, Error> = retry!(&mut conn, quick(), |conn: &mut Session| {
        attempts += 1;
        let entry = run!(user.detail().get_or_create_entry(conn))?;
        if attempts == 1 {
            Err(restart_error())?
        } else {
            Ok(entry)
        }
    });
    assert!(entry.unwrap().is_created());
    assert_eq!(attempts, 2);
    assert_details(&mut conn, 1).await;
    let nested: Result<(), Error> = run!(conn.transaction(work!(|conn: &mut Session| retry!(
        conn,
        quick(),
        |_: &mut Session| Ok(())
    ))));
    assert!(
        matches!(nested, Err(Error::AlreadyInTransaction)),
        "{nested:?}"
    );
}

/// As with Diesel's own `transaction`: the connection keeps the transaction, a pool drops it.
async fn panic_leaves_the_transaction_open_and_nothing_stored() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let work = async {
        let _: Result<(), Error> = retry!(&mut conn, quick(), |conn: &mut Session| {
            run!(user.detail().get_or_create(conn)).unwrap();
            panic!("of the work")
        });
    };
    assert!(panics(work).await);
    let again: Result<(), Error> = retry!(&mut conn, quick(), |_: &mut Session| Ok(()));
    assert!(
        matches!(again, Err(Error::AlreadyInTransaction)),
        "{again:?}"
    );
    drop(conn);
    assert_details(&mut run!(database.connect()), 0).await;
}

/// Whether a future panics.
async fn panics(work: impl Future<Output = ()>) -> bool {
    let mut work = pin!(work);
    let polled = poll_fn(|context| {
        let poll = catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)));
        poll.map_or(Poll::Ready(true), |poll| poll.map(|()| false))
    });
    polled.await
}

/// An error of an application.
#[derive(Debug)]
enum Failure {
    Database(DieselError),
    Refused,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.diesel_cause().map(|cause| cause as _)
    }
}

impl From<DieselError> for Failure {
    fn from(error: DieselError) -> Self {
        Self::Database(error)
    }
}

impl DieselCause for Failure {
    fn diesel_cause(&self) -> Option<&DieselError> {
        match self {
            Self::Database(error) => Some(error),
            Self::Refused => None,
        }
    }
}

type Boxed = Box<dyn std::error::Error + Send + Sync>;

/// How often work is run that fails with this error first, and is refused then.
async fn attempts_with<E>(first: impl Fn() -> E, then: impl Fn() -> E) -> u32
where
    E: From<DieselError> + DieselCause + Send,
{
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let mut attempts = 0;
    let result: Result<(), E> = retry!(&mut conn, quick(), |_: &mut Session| {
        attempts += 1;
        Err(if attempts == 1 { first() } else { then() })
    });
    assert!(result.is_err());
    attempts
}

async fn errors_of_an_application_tell_their_cause() {
    let again = attempts_with(|| Failure::from(restart_error()), || Failure::Refused);
    assert_eq!(again.await, 2);
    let ours = || Error::RestartTransaction {
        source: restart_error(),
    };
    let given_up = || Error::NullKey { table: "t" };
    assert_eq!(attempts_with(ours, given_up).await, 2);
    let travelling = || DieselError::from(ours());
    assert_eq!(attempts_with(travelling, || DieselError::NotFound).await, 2);
    let boxed = || Boxed::from(Failure::from(restart_error()));
    assert_eq!(attempts_with(boxed, || Boxed::from("refused")).await, 2);
}

tests![
    work_that_must_be_run_again_is_undone_first,
    other_errors_are_returned_at_once,
    attempts_and_budget_end_it,
    last_error_says_that_only_another_attempt_helps,
    open_transaction_is_refused_and_nothing_sent,
    test_transaction_holds_attempts_as_savepoints,
    panic_leaves_the_transaction_open_and_nothing_stored,
    errors_of_an_application_tell_their_cause,
];
