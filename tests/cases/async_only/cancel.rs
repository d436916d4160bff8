//! Calls whose future is dropped while it waits, at each place where it does.

use std::cell::Cell;

use camshaft::{Error, RetryPolicy};
use diesel::result::DatabaseErrorKind::UniqueViolation;
use diesel::result::Error as DieselError;

use super::{Polls, dropped_after, wait_in_the_work};
use crate::backend::models::{User, UserDetail};
use crate::backend::schema::{profiles, user_details};
use crate::backend::{Database, Session, number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

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

/// Calls after a call for the same row that was dropped, and that its server may still carry out.
///
/// They give a second unique column the same value, and race: on PostgreSQL this call may get the violation of that
/// column, and is to be repeated then, as docs/limits.md says. The other one is committed by then.
async fn after_the_dropped<T>(mut call: impl AsyncFnMut() -> Result<T, Error>) -> T {
    let result = match call().await {
        Err(Error::Database(DieselError::DatabaseError(UniqueViolation, _))) => call().await,
        result => result,
    };
    result.unwrap()
}

async fn get_or_create_that_is_dropped_leaves_a_whole_row_or_none() {
    let database = Database::create().await;
    let mut observer = database.connect().await;
    let mut polls = Polls::default();
    loop {
        let upto = polls.next();
        let text = polls.calls().to_string();
        let user = new_user(&mut observer, &text).await;
        let values = (
            user_details::status.eq(text.as_str()),
            user_details::notes.eq(text.as_str()),
        );
        let mut conn = database.connect().await;
        let call = user.detail().values(values).get_or_create(&mut conn);
        let ended = dropped_after(upto, call).await;
        if let Some(row) = assert_one_at_most(&mut observer, &user).await {
            assert_whole(&row, &[&text]);
        }
        drop(conn);
        let again = async || {
            let detail = user.detail().values(values);
            detail.get_or_create(&mut observer).await
        };
        assert_whole(&after_the_dropped(again).await, &[&text]);
        assert_eq!(rows_of(&mut observer, &user).await, 1);
        if polls.took(ended.is_some()) {
            assert_details(&mut observer, polls.calls()).await;
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
    let mut polls = Polls::default();
    loop {
        let upto = polls.next();
        let nth = polls.calls();
        let (old, new) = (format!("old {nth}"), format!("new {nth}"));
        let both = |text| (user_details::status.eq(text), user_details::notes.eq(text));
        let user = new_user(&mut observer, &nth.to_string()).await;
        if before == Before::There {
            let row = user.detail().set(both(old.as_str()));
            row.upsert(&mut observer).await.unwrap();
        }
        let mut conn = database.connect().await;
        let call = user.detail().set(both(new.as_str())).upsert(&mut conn);
        let ended = dropped_after(upto, call).await;
        match assert_one_at_most(&mut observer, &user).await {
            Some(row) => assert_whole(&row, &[&old, &new]),
            None => assert_eq!(before, Before::Absent),
        }
        drop(conn);
        let again = async || {
            let detail = user.detail().set(both(new.as_str()));
            detail.upsert(&mut observer).await
        };
        assert_whole(&after_the_dropped(again).await, &[&new]);
        assert_eq!(rows_of(&mut observer, &user).await, 1);
        if polls.took(ended.is_some()) {
            assert_details(&mut observer, polls.calls()).await;
            return;
        }
    }
}

async fn batch_that_is_dropped_leaves_whole_rows_or_none() {
    let database = Database::create().await;
    let mut observer = database.connect().await;
    let mut polls = Polls::default();
    loop {
        let upto = polls.next();
        let mut users = Vec::new();
        for nth in 0..3 {
            let name = format!("{}/{nth}", polls.calls());
            users.push(new_user(&mut observer, &name).await);
        }
        let there = users[1].detail().get_or_create(&mut observer);
        let there = there.await.unwrap();
        let mut conn = database.connect().await;
        let call = User::detail_of(&users).get_or_create(&mut conn);
        let ended = dropped_after(upto, call).await;
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
        let took = polls.took(ended.is_some());
        if let Some(batch) = ended {
            let ids = |batch: &camshaft::Batch<UserDetail>| {
                batch.iter().map(|row| row.id).collect::<Vec<_>>()
            };
            assert_eq!(ids(&batch.unwrap()), ids(&again));
        }
        if took {
            assert_details(&mut observer, 3 * polls.calls()).await;
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
        wait_in_the_work().await;
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
    let mut polls = Polls::default();
    loop {
        let upto = polls.next();
        let user = new_user(&mut observer, &polls.calls().to_string()).await;
        let rows = format!(
            "SELECT (SELECT count(*) FROM user_details WHERE user_id = {0}) \
             + 10 * (SELECT count(*) FROM profiles WHERE user_id = {0})",
            user.id
        );
        let mut conn = database.connect().await;
        let reached = Cell::new(Reached::Begin);
        let ended = dropped_after(upto, create_two(&mut conn, &user, &reached)).await;
        let stored = number(&mut observer, &rows).await;
        let took = polls.took(ended.is_some());
        match reached.get() {
            Reached::Commit if ended.is_some() => assert_eq!(stored, 11),
            _ if ended.is_some() => unreachable!("it ended at {reached:?}: {ended:?}"),
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
        if took {
            assert!(dropped_in_the_work > 0);
            return;
        }
    }
}

tests![
    get_or_create_that_is_dropped_leaves_a_whole_row_or_none,
    upsert_that_creates_and_is_dropped_leaves_a_whole_row_or_none,
    upsert_that_changes_and_is_dropped_leaves_the_row_as_it_was_or_changed,
    batch_that_is_dropped_leaves_whole_rows_or_none,
    transaction_that_is_dropped_stays_open_and_commits_nothing,
];
