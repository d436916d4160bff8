//! Connections of a pool.

use camshaft::{Error, RetryPolicy};

use super::{assert_details, new_user};
use crate::backend::models::User;
use crate::backend::{Database, number, pool_of_one};
use crate::flavour::*;

/// A second checkout would wait for the first for ever: the accessors take the connection itself.
async fn one_connection_is_enough_inside_of_a_transaction() {
    let database = run!(Database::create());
    let user = new_user(&mut run!(database.connect()), "a").await;
    let pool = run!(pool_of_one(&database));
    let mut conn = run!(pool.get()).unwrap();
    let created: Result<bool, Error> = run!(conn.transaction(work!(|conn| {
        let entry = run!(user.detail().get_or_create_entry(conn))?;
        run!(User::detail_of([&user]).get_or_create(conn))?;
        Ok(entry.is_created())
    })));
    assert!(created.unwrap());
    drop(conn);
    let mut conn = run!(pool.get()).unwrap();
    assert!(
        !run!(user.detail().get_or_create_entry(&mut conn))
            .unwrap()
            .is_created()
    );
    assert_details(&mut run!(database.connect()), 1).await;
}

async fn retry_takes_a_connection_of_a_pool() {
    let database = run!(Database::create());
    let user = new_user(&mut run!(database.connect()), "a").await;
    let pool = run!(pool_of_one(&database));
    let mut conn = run!(pool.get()).unwrap();
    let mut attempts = 0;
    let entry: Result<_, Error> = retry!(&mut conn, RetryPolicy::new(), |conn| {
        attempts += 1;
        let entry = run!(user.detail().get_or_create_entry(conn))?;
        if attempts == 1 {
            Err(crate::backend::restart_error())?
        } else {
            Ok(entry)
        }
    });
    assert!(entry.unwrap().is_created());
    assert_eq!(attempts, 2);
    drop(conn);
    let mut conn = run!(database.connect());
    assert_eq!(
        run!(number(&mut conn, "SELECT count(*) FROM user_details")),
        1
    );
}

tests![
    one_connection_is_enough_inside_of_a_transaction,
    retry_takes_a_connection_of_a_pool,
];
