//! What is told of a row, and what reading it costs.

use crate::backend::{Database, execute, number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

/// Diesel's drivers ask for counts of rows that are found, not changed: an upsert of the server's
/// own could not be told from a creation.
async fn creation_is_distinguished_from_a_hit() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    for created in [true, false, false] {
        let entry = run!(user.detail().get_or_create_entry(&mut conn)).unwrap();
        assert_eq!(entry.is_created(), created);
    }
    let other = new_user(&mut conn, "b").await;
    for created in [true, false, false] {
        let accessor = other.detail().insert_first();
        let entry = run!(accessor.get_or_create_entry(&mut conn)).unwrap();
        assert_eq!(entry.is_created(), created);
    }
    assert_details(&mut conn, 2).await;
}

async fn hundred_hits_use_up_no_number_and_take_no_lock() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (user, other) = (
        new_user(&mut conn, "a").await,
        new_user(&mut conn, "b").await,
    );
    let row = run!(user.detail().get_or_create(&mut conn)).unwrap();
    run!(execute(&mut conn, "BEGIN"));
    for _ in 0..100 {
        assert_eq!(run!(user.detail().get_or_create(&mut conn)).unwrap(), row);
    }
    let locks = "SELECT COALESCE(SUM(trx_rows_locked + trx_rows_modified), 0) \
                 FROM information_schema.innodb_trx \
                 WHERE trx_mysql_thread_id = CONNECTION_ID()";
    assert_eq!(run!(number(&mut conn, locks)), 0);
    run!(execute(&mut conn, "COMMIT"));
    let next = run!(other.detail().get_or_create(&mut conn)).unwrap();
    assert_eq!(next.id, row.id + 1);
    assert_details(&mut conn, 2).await;
}

tests![
    creation_is_distinguished_from_a_hit,
    hundred_hits_use_up_no_number_and_take_no_lock,
];
