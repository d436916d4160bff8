//! Changes of a row that another connection has under way.

use std::sync::mpsc;

use diesel::connection::InstrumentationEvent;

use crate::backend::models::{User, UserDetail};
use crate::backend::schema::user_details;
use crate::backend::{Database, Session, execute};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

/// The entry of an upsert that is sent while another connection writes the row, which then ends its
/// transaction so.
async fn upsert_beside_a_writer(end: &str) -> (bool, UserDetail) {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    run!(execute(&mut a, "BEGIN IMMEDIATE"));
    let status = user.detail().set(user_details::status.eq("of a"));
    run!(status.upsert(&mut a)).unwrap();
    let (begins, begun) = mpsc::channel();
    b.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { .. } = event {
            let _ = begins.send(());
        }
    });
    let task = spawn(change_notes(b, user));
    begun.recv().unwrap();
    run!(execute(&mut a, end));
    let seen = run!(task.join());
    assert_details(&mut a, 1).await;
    seen
}

async fn change_notes(mut conn: Session, user: User) -> (bool, UserDetail) {
    let notes = user.detail().set(user_details::notes.eq("of b"));
    let entry = run!(notes.upsert_entry(&mut conn)).unwrap();
    (entry.is_created(), entry.into_row())
}

async fn columns_of_the_writer_and_of_the_waiting_connection_hold() {
    let (created, row) = upsert_beside_a_writer("COMMIT").await;
    assert!(!created);
    assert_eq!(
        (row.status.as_deref(), row.notes.as_str()),
        (Some("of a"), "of b")
    );
}

async fn writer_rolls_back_and_the_waiting_connection_creates() {
    let (created, row) = upsert_beside_a_writer("ROLLBACK").await;
    assert!(created);
    assert_eq!((row.status.as_deref(), row.notes.as_str()), (None, "of b"));
}

tests![
    columns_of_the_writer_and_of_the_waiting_connection_hold,
    writer_rolls_back_and_the_waiting_connection_creates,
];
