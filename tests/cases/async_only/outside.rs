//! Connections that are awaited outside of Tokio: what they wait for runs on a runtime of their own.

use std::thread;

use camshaft::{Error, RetryPolicy};

use crate::backend::{Database, Session, restart_error};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

async fn retry_pauses_outside_of_tokio() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let mut attempts = 0;
    let work = async move {
        let entry: Result<_, Error> =
            retry!(&mut conn, RetryPolicy::new(), |conn: &mut Session| {
                attempts += 1;
                if attempts == 1 {
                    Err(restart_error())?;
                }
                run!(user.detail().get_or_create_entry(conn))
            });
        assert!(entry.unwrap().is_created());
        conn
    };
    let outside = thread::spawn(|| futures_executor::block_on(work));
    let mut conn = tokio::task::spawn_blocking(|| outside.join().unwrap())
        .await
        .unwrap();
    assert_details(&mut conn, 1).await;
}

tests![retry_pauses_outside_of_tokio];
