//! What reading costs the server.

use crate::backend::models::User;
use crate::backend::schema::user_details;
use crate::backend::{Database, Session, execute, number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

const READS: usize = 1_000;
/// So many reads at once that other sessions leave the log alone now and then.
const WINDOW: usize = 10;

async fn thousand_hits_leave_no_trace() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    run!(user.detail().get_or_create(&mut conn)).unwrap();
    let sequence = "SELECT last_value FROM user_details_id_seq";
    let before = run!(number(&mut conn, sequence));
    run!(execute(&mut conn, "BEGIN"));
    for _ in 0..READS {
        run!(user.detail().get_or_create(&mut conn)).unwrap();
    }
    // A row lock and a write alike need a transaction number and a stronger lock of the table.
    let numbered = "SELECT count(pg_current_xact_id_if_assigned())";
    assert_eq!(run!(number(&mut conn, numbered)), 0);
    let locks = "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() \
                 AND relation IS NOT NULL AND mode <> 'AccessShareLock'";
    assert_eq!(run!(number(&mut conn, locks)), 0);
    run!(execute(
        &mut conn,
        "COMMIT; SELECT pg_stat_force_next_flush()"
    ));
    assert_eq!(run!(number(&mut conn, sequence)), before);
    let written = "SELECT n_tup_upd + n_tup_del + n_dead_tup FROM pg_stat_user_tables \
                   WHERE relname = 'user_details'";
    assert_eq!(run!(number(&mut conn, written)), 0);
    assert_details(&mut conn, 1).await;
}

/// The log is the whole server's: other tests write to it too, so each window is tried until no
/// byte was added meanwhile. If reading wrote, there would be no such window.
async fn thousand_hits_write_no_byte_of_the_log() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    run!(user.detail().get_or_create(&mut conn)).unwrap();
    run!(execute(&mut conn, "VACUUM user_details"));
    for window in 0..READS / WINDOW {
        let mut tries = 0;
        loop {
            let before = log_position(&mut conn).await;
            for _ in 0..WINDOW {
                run!(user.detail().get_or_create(&mut conn)).unwrap();
            }
            if log_position(&mut conn).await == before {
                break;
            }
            tries += 1;
            assert!(tries < 10_000, "window {window} always wrote to the log");
        }
    }
}

async fn upserts_of_a_row_that_is_there_take_no_value_of_the_sequence() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    run!(user.detail().get_or_create(&mut conn)).unwrap();
    let sequence = "SELECT last_value FROM user_details_id_seq";
    let before = run!(number(&mut conn, sequence));
    for _ in 0..WINDOW {
        let notes = user_details::notes.eq("seen");
        run!(user.detail().set(notes).upsert(&mut conn)).unwrap();
        run!(User::detail_of([&user]).get_or_create(&mut conn)).unwrap();
    }
    assert_eq!(run!(number(&mut conn, sequence)), before);
}

async fn log_position(conn: &mut Session) -> i64 {
    run!(number(conn, "SELECT pg_current_wal_insert_lsn() - '0/0'"))
}

tests![
    thousand_hits_leave_no_trace,
    thousand_hits_write_no_byte_of_the_log,
    upserts_of_a_row_that_is_there_take_no_value_of_the_sequence,
];
