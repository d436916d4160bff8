//! Connections that are lost.

use camshaft::{Error, RetryPolicy};
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::begin_and_create;
use crate::backend::{Database, Session, execute, number, session_number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

fn is_closed(error: &Error) -> bool {
    matches!(
        error,
        Error::Database(DieselError::DatabaseError(
            DatabaseErrorKind::ClosedConnection,
            _
        ))
    )
}

async fn ft_05_session_that_idles_in_its_transaction_leaves_no_row() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut b, "a").await;
    let idle = run!(session_number(&mut a));
    run!(execute(
        &mut a,
        "SET idle_in_transaction_session_timeout = '50ms'"
    ));
    begin_and_create(&mut a, &user).await;
    let alive = format!("SELECT count(*) FROM pg_stat_activity WHERE pid = {idle}");
    while run!(number(&mut b, &alive)) > 0 {}
    let error = run!(user.detail().get(&mut a)).unwrap_err();
    assert!(is_closed(&error), "{error:?}");
    assert_details(&mut b, 0).await;
    assert!(
        run!(user.detail().get_or_create_entry(&mut b))
            .unwrap()
            .is_created()
    );
    assert_details(&mut b, 1).await;
}

async fn lost_connection_is_not_tried_again() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut b, "a").await;
    let session = run!(session_number(&mut a));
    let mut attempts = 0;
    let result = run!(retry(
        &mut a,
        RetryPolicy::new(),
        work!(|conn: &mut Session| {
            attempts += 1;
            run!(database.terminate(session));
            run!(user.detail().get_or_create(conn))
        })
    ));
    let error = result.unwrap_err();
    assert!(is_closed(&error), "{error:?}");
    assert_eq!(attempts, 1);
    assert_details(&mut b, 0).await;
}

tests![
    ft_05_session_that_idles_in_its_transaction_leaves_no_row,
    lost_connection_is_not_tried_again,
];
