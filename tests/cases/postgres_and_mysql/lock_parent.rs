//! Creation of a row that a merger is about to move.

use camshaft::duplicates::KeySpec;
use camshaft::merge::{Merge, Order, Report};
use camshaft::{Entry, Error};

use super::start_and_wait;
use crate::backend::models::{User, UserDetail};
use crate::backend::{Database, Session, execute, number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

/// Merges users of one name into the first of them.
fn merge() -> Merge {
    Merge::new(KeySpec::of_columns("users", ["name"])).keep(Order::oldest("id"))
}

/// What is left of a merge that moved the only detail, and of a call that wanted one of the survivor.
struct Met {
    report: Report,
    entry: Result<Entry<UserDetail>, Error>,
    moved: UserDetail,
    survivor: User,
    session: Session,
}

#[derive(Clone, Copy)]
enum Lock {
    Unlocked,
    Parent,
}

/// The merger has locked the users, and waits for the detail that it moves, when the call comes.
async fn meet(database: &Database, lock: Lock, begin: &str) -> Met {
    let mut blocker = run!(database.connect());
    let survivor = new_user(&mut blocker, "a").await;
    let duplicate = new_user(&mut blocker, "b").await;
    run!(execute(&mut blocker, "UPDATE users SET name = 'one'"));
    let moved = run!(duplicate.detail().get_or_create(&mut blocker)).unwrap();
    let mut merger = run!(database.connect());
    run!(merge().limit(0).merge(&mut merger)).unwrap();
    run!(execute(
        &mut blocker,
        "BEGIN; UPDATE user_details SET notes = 'held'"
    ));
    let merging = start_and_wait!(database, merger, merge().merge(&mut merger));
    let mut session = run!(database.connect());
    run!(execute(&mut session, begin));
    let accessor = match lock {
        Lock::Unlocked => survivor.detail(),
        Lock::Parent => survivor.detail().lock_parent(),
    };
    let creating = start_and_wait!(
        database,
        session,
        accessor.get_or_create_entry(&mut session)
    );
    run!(execute(&mut blocker, "COMMIT"));
    let (report, _) = run!(merging.join());
    let (entry, session) = run!(creating.join());
    Met {
        report: report.unwrap(),
        entry,
        moved,
        survivor,
        session,
    }
}

async fn row_that_moves_is_waited_for_without_a_deadlock() {
    for begin in ["SELECT 1", "BEGIN"] {
        let database = run!(Database::create());
        let mut met = meet(&database, Lock::Parent, begin).await;
        assert_eq!((met.report.groups, met.report.failed.len()), (1, 0));
        let Entry::Found(row) = met.entry.unwrap() else {
            panic!("a second row was created");
        };
        assert_eq!((row.id, row.user_id), (met.moved.id, met.survivor.id));
        run!(execute(&mut met.session, "COMMIT"));
        assert_details(&mut met.session, 1).await;
    }
}

/// The row is there before the server looks at its parent: one of the two has to start over, and the
/// merger does so by itself.
async fn without_the_lock_either_starts_over_and_no_row_is_lost() {
    let database = run!(Database::create());
    let mut met = meet(&database, Lock::Unlocked, "SELECT 1").await;
    assert_eq!((met.report.groups, met.report.failed.len()), (1, 0));
    match met.entry {
        Ok(_) => {}
        Err(Error::RestartTransaction { .. }) => {
            run!(met.survivor.detail().get_or_create(&mut met.session)).unwrap();
        }
        Err(error) => panic!("{error:?}"),
    }
    assert_details(&mut met.session, 1).await;
    let rows = "SELECT count(*) FROM user_details JOIN users ON users.id = user_id";
    assert_eq!(run!(number(&mut met.session, rows)), 1);
}

tests![
    row_that_moves_is_waited_for_without_a_deadlock,
    without_the_lock_either_starts_over_and_no_row_is_lost,
];
