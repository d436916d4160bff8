//! A statement of plain Diesel whose result the server cuts off, and the same statement after it.

use std::time::{Duration, Instant};

use camshaft::Error;

use crate::backend::{
    Database, LIMIT_STATEMENTS, Session, execute, is_cancelled, is_lost_connection, number,
    session_number, terminate,
};
use crate::flavour::{IS_ASYNC, *};

diesel::table! {
    slow (id) {
        id -> BigInt,
        slept -> BigInt,
    }
}

const SLOW: &str = "CREATE VIEW slow AS \
    SELECT CAST(seq AS SIGNED) AS id, SLEEP(0.01) AS slept FROM seq_1_to_1000";

/// How long a statement may take to be waited for.
const PATIENCE: Duration = Duration::from_secs(20);

async fn read(session: &mut Session) -> Result<Vec<i64>, Error> {
    let ids = slow::table.filter(slow::slept.eq(0)).select(slow::id);
    Ok(run!(ids.load(session))?)
}

/// Returns once the server waits for the session, and has done so for longer than a statement may take.
async fn wait_until_idle(observer: &mut Session, session: i64) {
    let idle = format!(
        "SELECT count(*) FROM information_schema.processlist \
         WHERE id = {session} AND command = 'Sleep' AND time >= 2"
    );
    let begun = Instant::now();
    while run!(number(observer, &idle)) == 0 {
        assert!(begun.elapsed() < PATIENCE, "session {session} is not idle");
    }
}

/// Documented: MariaDB's client library waits for the rest of the result before it sends a prepared
/// statement again. The driver of diesel-async does not.
async fn statement_that_was_cut_off_waits_for_ever_on_one_driver() {
    let database = run!(Database::create());
    let (mut conn, mut observer) = (run!(database.connect()), run!(database.connect()));
    run!(execute(&mut observer, SLOW));
    run!(execute(&mut conn, LIMIT_STATEMENTS));
    let session = run!(session_number(&mut conn));
    let error = read(&mut conn).await.unwrap_err();
    assert!(is_cancelled(&error), "{error:?}");
    let again = spawn(async move { read(&mut conn).await });
    if IS_ASYNC {
        let error = run!(again.join()).unwrap_err();
        assert!(is_cancelled(&error), "{error:?}");
        return;
    }
    wait_until_idle(&mut observer, session).await;
    terminate(session);
    let error = run!(again.join()).unwrap_err();
    assert!(is_lost_connection(&error), "{error:?}");
}

tests![statement_that_was_cut_off_waits_for_ever_on_one_driver];
