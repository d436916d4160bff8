//! Calls whose future is dropped while it waits, at each place where it does.

use std::cell::Cell;

use camshaft::catalog::Backend;
use camshaft::{Error, RetryPolicy};

use super::dropped_after;
use crate::backend::models::{User, UserDetail};
use crate::backend::schema::{profiles, user_details};
use crate::backend::{BACKEND, Database, Session, number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

/// So often a call waits at least: once a statement.
///
/// SQLite works in a thread, which may be done before it is waited for.
const FEWEST_WAITS: usize = match BACKEND {
    Backend::Sqlite => 0,
    _ => 2,
};

/// So often a transaction waits between its statements: more often than `BEGIN` can on any server, so that one is
/// surely dropped there.
const WAITS_IN_THE_WORK: usize = 8;

/// How many rows have the user's key.
async fn rows_of(observer: &mut Session, user: &User) -> i64 {
    let rows = format!(
        "SELECT count(*) FROM user_details WHERE user_id = {}",
        user.id
    );
    number(observer, &rows).await
}

/// Asserts that the user has a row at most, and returns it.
async fn assert_one_at_most(observer: &mut Session, user: &User) -> Option<UserDetail> {
    assert!(rows_of(observer, user).await <= 1);
    user.detail().get(observer).await.unwrap()
}

/// Asserts that both columns were written together.
fn assert_whole(row: &UserDetail, texts: &[&str]) {
    let status = row.status.as_deref().unwrap();
    assert_eq!(status, row.notes);
    assert!(texts.contains(&status), "{row:?}");
}

async fn get_or_create_that_is_dropped_leaves_a_whole_row_or_none() {
    let database = Database::create().await;
    let mut observer = database.connect().await;
    for polls in 1.. {
        let text = polls.to_string();
        let user = new_user(&mut observer, &text).await;
        let values = (
            user_details::status.eq(text.as_str()),
            user_details::notes.eq(text.as_str()),
        );
        let mut conn = database.connect().await;
        let call = user.detail().values(values).get_or_create(&mut conn);
        let ended = dropped_after(polls, call).await;
        if let Some(row) = assert_one_at_most(&mut observer, &user).await {
            assert_whole(&row, &[&text]);
        }
        drop(conn);
        let again = user.detail().values(values).get_or_create(&mut observer);
        assert_whole(&again.await.unwrap(), &[&text]);
        assert_eq!(rows_of(&mut observer, &user).await, 1);
        if ended.is_some() {
            assert!(polls > FEWEST_WAITS, "{polls}");
            assert_details(&mut observer, i64::try_from(polls).unwrap()).await;
            return;
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Absent,
    There,
}

async fn upsert_that_creates_and_is_dropped_leaves_a_whole_row_or_none() {
    upsert_is_dropped(Before::Absent).await;
}

async fn upsert_that_changes_and_is_dropped_leaves_the_row_as_it_was_or_changed() {
    upsert_is_dropped(Before::There).await;
}

async fn upsert_is_dropped(before: Before) {
    let database = Database::create().await;
    let mut observer = database.connect().await;
    for polls in 1.. {
        let (old, new) = (format!("old {polls}"), format!("new {polls}"));
        let both = |text| (user_details::status.eq(text), user_details::notes.eq(text));
        let user = new_user(&mut observer, &polls.to_string()).await;
        if before == Before::There {
            let row = user.detail().set(both(old.as_str()));
            row.upsert(&mut observer).await.unwrap();
        }
        let mut conn = database.connect().await;
        let call = user.detail().set(both(new.as_str())).upsert(&mut conn);
        let ended = dropped_after(polls, call).await;
        match assert_one_at_most(&mut observer, &user).await {
            Some(row) => assert_whole(&row, &[&old, &new]),
            None => assert_eq!(before, Before::Absent),
        }
        drop(conn);
        let again = user.detail().set(both(new.as_str())).upsert(&mut observer);
        assert_whole(&again.await.unwrap(), &[&new]);
        assert_eq!(rows_of(&mut observer, &user).await, 1);
        if ended.is_some() {
            assert_details(&mut observer, i64::try_from(polls).unwrap()).await;
            return;
        }
    }
}

async fn batch_that_is_dropped_leaves_whole_rows_or_none() {
    let database = Database::create().await;
    let mut observer = database.connect().await;
    for polls in 1.. {
        let mut users = Vec::new();
        for nth in 0..3 {
            users.push(new_user(&mut observer, &format!("{polls}/{nth}")).await);
        }
        let there = users[1].detail().get_or_create(&mut observer);
        let there = there.await.unwrap();
        let mut conn = database.connect().await;
        let call = User::detail_of(&users).get_or_create(&mut conn);
        let ended = dropped_after(polls, call).await;
        for user in &users {
            if let Some(row) = assert_one_at_most(&mut observer, user).await {
                assert_eq!((row.status.as_deref(), row.notes.as_str()), (None, "none"));
            }
        }
        drop(conn);
        let again = User::detail_of(&users).get_or_create(&mut observer);
        let again = again.await.unwrap();
        assert_eq!(again.rows().len(), 3);
        assert_eq!(again.iter().nth(1), Some(&there));
        if let Some(batch) = ended {
            let ids = |batch: &camshaft::Batch<UserDetail>| {
                batch.iter().map(|row| row.id).collect::<Vec<_>>()
            };
            assert_eq!(ids(&batch.unwrap()), ids(&again));
            assert!(polls > FEWEST_WAITS, "{polls}");
            assert_details(&mut observer, 3 * i64::try_from(polls).unwrap()).await;
            return;
        }
    }
}

/// Which part of a transaction was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reached {
    Begin,
    Work,
    Commit,
}

/// Creates two rows in a transaction, and tells how far it came.
async fn create_two(conn: &mut Session, user: &User, reached: &Cell<Reached>) -> Result<(), Error> {
    retry!(conn, RetryPolicy::new(), |conn: &mut Session| {
        reached.set(Reached::Work);
        user.detail().get_or_create(conn).await?;
        for _ in 0..WAITS_IN_THE_WORK {
            tokio::task::yield_now().await;
        }
        let bio = user.profile().values(profiles::bio.eq("b"));
        bio.get_or_create(conn).await?;
        reached.set(Reached::Commit);
        Ok(())
    })
}

async fn transaction_that_is_dropped_stays_open_and_commits_nothing() {
    let database = Database::create().await;
    let mut observer = database.connect().await;
    let mut dropped_in_the_work = 0;
    for polls in 1.. {
        let user = new_user(&mut observer, &polls.to_string()).await;
        let rows = format!(
            "SELECT (SELECT count(*) FROM user_details WHERE user_id = {0}) \
             + 10 * (SELECT count(*) FROM profiles WHERE user_id = {0})",
            user.id
        );
        let mut conn = database.connect().await;
        let reached = Cell::new(Reached::Begin);
        let ended = dropped_after(polls, create_two(&mut conn, &user, &reached)).await;
        let stored = number(&mut observer, &rows).await;
        if ended.is_some() {
            assert_eq!((reached.get(), stored), (Reached::Commit, 11));
            assert!(dropped_in_the_work > 0);
            return;
        }
        match reached.get() {
            Reached::Begin => assert_eq!(stored, 0),
            Reached::Work => {
                dropped_in_the_work += 1;
                assert_eq!(stored, 0);
                let again = create_two(&mut conn, &user, &reached).await;
                assert!(
                    matches!(again, Err(Error::AlreadyInTransaction)),
                    "{again:?}"
                );
            }
            // Nobody knows whether the server had it already, but it is both rows or none.
            Reached::Commit => assert!([0, 11].contains(&stored), "{stored}"),
        }
        drop(conn);
        create_two(&mut observer, &user, &reached).await.unwrap();
        assert_eq!(number(&mut observer, &rows).await, 11);
    }
}

tests![
    get_or_create_that_is_dropped_leaves_a_whole_row_or_none,
    upsert_that_creates_and_is_dropped_leaves_a_whole_row_or_none,
    upsert_that_changes_and_is_dropped_leaves_the_row_as_it_was_or_changed,
    batch_that_is_dropped_leaves_whole_rows_or_none,
    transaction_that_is_dropped_stays_open_and_commits_nothing,
];
