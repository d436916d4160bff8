//! A runtime of Tokio whose timers are not turned on: pauses need none.

use std::pin::Pin;
use std::time::{Duration, Instant};

use camshaft::{Error, RetryPolicy};

use crate::backend::{Database, Session, restart_error};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

async fn retry_pauses() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let pause = Duration::from_millis(20);
    let policy = RetryPolicy::new().pauses(pause, pause);
    let begun = Instant::now();
    let mut attempts = 0;
    let entry: Result<_, Error> = retry!(&mut conn, policy, |conn: &mut Session| {
        attempts += 1;
        if attempts == 1 {
            Err(restart_error())?;
        }
        run!(user.detail().get_or_create_entry(conn))
    });
    assert!(entry.unwrap().is_created());
    assert_eq!(attempts, 2);
    assert!(begun.elapsed() >= pause / 2);
    assert_details(&mut conn, 1).await;
}

/// Runs a case on a runtime without timers.
pub(crate) fn drive(case: impl Future<Output = ()>) {
    let case: Pin<Box<dyn Future<Output = ()>>> = Box::pin(case);
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_io()
        .build()
        .unwrap()
        .block_on(case);
}

mod tests {
    #[test]
    fn retry_pauses() {
        super::drive(super::retry_pauses());
    }
}
