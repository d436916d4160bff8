//! A session that is killed in each step of a call: before each of its statements, and within the one that waits.

use camshaft::catalog::Backend;
use diesel::connection::InstrumentationEvent;

use super::call::{Call, made, two_users};
use crate::backend::{
    BACKEND, Database, Session, Statements, execute, is_lost_connection, session_number, terminate,
};
use crate::common::{assert_details, is_unique_violation, new_user};
use crate::flavour::*;

/// Kills a session right before its statement of this number; the statements tell how many it began.
async fn kill_before(session: &mut Session, nth: usize) -> Statements {
    let number = run!(session_number(session));
    let statements = Statements::default();
    let mut begun = 0;
    session.set_instrumentation(statements.recorder_and(move |event| {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            begun += 1;
            if begun == nth {
                terminate(number);
            }
        }
    }));
    statements
}

/// How many statements a call takes at least: PostgreSQL inserts parents with their rows in one.
fn fewest(call: Call) -> usize {
    match (BACKEND, call) {
        (Backend::Postgres, Call::Insert | Call::InsertEach) => 1,
        _ => 2,
    }
}

/// All or none of what the call makes is there, and another session goes on from that.
async fn kill_before_each_statement(call: Call) {
    let database = run!(Database::create());
    let mut observer = run!(database.connect());
    for nth in 1.. {
        let users = two_users(&mut observer).await;
        let mut session = run!(database.connect());
        let statements = kill_before(&mut session, nth).await;
        let result = call.make(&mut session, &users).await;
        let sent = statements.take_sent();
        if sent.len() < nth {
            result.unwrap();
            assert!(nth > fewest(call), "one statement cannot be torn: {sent:?}");
            break;
        }
        let error = result.unwrap_err();
        assert!(is_lost_connection(&error), "{error:?} after {sent:?}");
        let found = made(&mut observer).await;
        let again = call.make(&mut observer, &users).await;
        if found == (0, 0) {
            again.unwrap();
        } else {
            assert_eq!(found, call.makes(), "after {sent:?}");
            // Who inserts a parent says that it is not there.
            let inserts = matches!(call, Call::Insert | Call::InsertEach);
            assert_eq!(again.as_ref().is_err_and(is_unique_violation), inserts);
            assert!(inserts || again.is_ok(), "{again:?}");
        }
        assert_eq!(made(&mut observer).await, call.makes());
        assert_details(&mut observer, call.makes().1).await;
    }
}

/// Nothing of the transaction is there, whatever of it was carried out.
async fn kill_before_each_statement_of_a_transaction(call: Call) {
    let database = run!(Database::create());
    let mut observer = run!(database.connect());
    for nth in 1.. {
        let users = two_users(&mut observer).await;
        let mut session = run!(database.connect());
        // Diesel must know of it: an insert begins its own otherwise, which ends this one on MariaDB.
        run!(session.begin_test_transaction()).unwrap();
        new_user(&mut session, "earlier").await;
        let statements = kill_before(&mut session, nth).await;
        let result = call.make(&mut session, &users).await;
        let sent = statements.take_sent();
        if sent.len() < nth {
            result.unwrap();
            assert!(nth > fewest(call), "one statement cannot be torn: {sent:?}");
            break;
        }
        let error = result.unwrap_err();
        assert!(is_lost_connection(&error), "{error:?} after {sent:?}");
        assert_eq!(made(&mut observer).await, (0, 0), "after {sent:?}");
        call.make(&mut observer, &users).await.unwrap();
        assert_eq!(made(&mut observer).await, call.makes());
        assert_details(&mut observer, call.makes().1).await;
    }
}

/// What another session makes is there, and nothing of the call that waits for it and is killed.
async fn kill_while_it_waits(call: Call) {
    let database = run!(Database::create());
    let (mut winner, mut session) = (run!(database.connect()), run!(database.connect()));
    let users = call.hold_last(&mut winner).await;
    let killed = run!(session_number(&mut session));
    let task = spawn(async move { call.make(&mut session, &users).await });
    run!(database.wait_until_blocked(killed));
    terminate(killed);
    let error = run!(task.join()).unwrap_err();
    assert!(is_lost_connection(&error), "{error:?}");
    run!(execute(&mut winner, "COMMIT"));
    let users_made = i64::from(call.makes().0 > 0);
    assert_eq!(made(&mut winner).await, (users_made, 1));
    assert_details(&mut winner, 1).await;
}

/// The same cases for each call.
macro_rules! kill {
    ($($call:ident: $outside:ident, $inside:ident, $waiting:ident;)+) => {
        $(
            async fn $outside() {
                kill_before_each_statement(Call::$call).await;
            }

            async fn $inside() {
                kill_before_each_statement_of_a_transaction(Call::$call).await;
            }

            async fn $waiting() {
                kill_while_it_waits(Call::$call).await;
            }
        )+

        tests![$($outside, $inside, $waiting),+];
    };
}

kill! {
    GetOrCreate:
        get_or_create_that_is_killed_stores_all_or_nothing,
        get_or_create_that_is_killed_in_a_transaction_stores_nothing,
        get_or_create_that_is_killed_while_it_waits_stores_nothing;
    Upsert:
        upsert_that_is_killed_stores_all_or_nothing,
        upsert_that_is_killed_in_a_transaction_stores_nothing,
        upsert_that_is_killed_while_it_waits_stores_nothing;
    Batch:
        batch_that_is_killed_stores_all_or_nothing,
        batch_that_is_killed_in_a_transaction_stores_nothing,
        batch_that_is_killed_while_it_waits_stores_nothing;
    Insert:
        insert_that_is_killed_stores_all_or_nothing,
        insert_that_is_killed_in_a_transaction_stores_nothing,
        insert_that_is_killed_while_it_waits_stores_nothing;
    InsertEach:
        insert_of_several_that_is_killed_stores_all_or_nothing,
        insert_of_several_that_is_killed_in_a_transaction_stores_nothing,
        insert_of_several_that_is_killed_while_it_waits_stores_nothing;
}
