//! Changes of one row by several sessions.

use std::sync::Arc;

use super::stress::{KEYS, WORKERS, alone, new_users, shuffled};
use super::upsert::assert_columns;
use super::{assert_details, new_user};
use crate::backend::schema::user_details;
use crate::backend::{Database, around_insert};
use crate::flavour::*;

/// Somebody else creates the row between the update that found none and the insert.
async fn columns_of_both_hold_after_a_lost_race() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    let insert = format!(
        "INSERT INTO user_details (user_id, status) VALUES ({}, 'theirs')",
        user.id
    );
    around_insert(&mut b, a, &insert, "SELECT 1");
    let upsert = user.detail().set(user_details::notes.eq("ours"));
    let entry = run!(upsert.upsert_entry(&mut b)).unwrap();
    assert!(!entry.is_created());
    assert_columns(entry.row(), &user, Some("theirs"), "ours");
    assert_details(&mut b, 1).await;
}

async fn row_deleted_between_conflict_and_update_is_created_again() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    let insert = format!("INSERT INTO user_details (user_id) VALUES ({})", user.id);
    around_insert(&mut b, a, &insert, "DELETE FROM user_details");
    let upsert = user.detail().set(user_details::notes.eq("ours"));
    let entry = run!(upsert.upsert_entry(&mut b)).unwrap();
    assert!(entry.is_created());
    assert_columns(entry.row(), &user, None, "ours");
    assert_details(&mut b, 1).await;
}

/// Each text is one worker's own, as `status` is unique too: when two sessions race for one key and give
/// a second unique column the same value, PostgreSQL may report that one.
async fn workers_that_change_different_columns_lose_none() {
    let _alone = alone();
    let database = Arc::new(run!(Database::create()));
    let mut conn = run!(database.connect());
    let users = new_users(&mut conn).await;
    let workers: Vec<_> = (0..WORKERS)
        .map(|worker| {
            let database = database.clone();
            let users = shuffled(&users, worker / 2);
            spawn(async move {
                let mut conn = run!(database.connect());
                let mut created = 0;
                for user in &users {
                    let text = format!("{worker} of {}", user.id);
                    let entry = if worker % 2 == 0 {
                        let changes = user_details::status.eq(text.as_str());
                        run!(user.detail().set(changes).upsert_entry(&mut conn)).unwrap()
                    } else {
                        let changes = user_details::notes.eq(text.as_str());
                        run!(user.detail().set(changes).upsert_entry(&mut conn)).unwrap()
                    };
                    created += usize::from(entry.is_created());
                }
                created
            })
        })
        .collect();
    let mut created = 0;
    for worker in workers {
        created += run!(worker.join());
    }
    assert_eq!(created, KEYS);
    for user in &users {
        let detail = run!(user.detail().get(&mut conn)).unwrap().unwrap();
        let texts_of = |parity| {
            let workers = (0..WORKERS).filter(move |worker| worker % 2 == parity);
            workers.map(|worker| format!("{worker} of {}", user.id))
        };
        let status = detail.status.as_deref();
        assert!(texts_of(0).any(|text| status == Some(&text)), "{detail:?}");
        assert!(texts_of(1).any(|text| detail.notes == text), "{detail:?}");
    }
    assert_details(&mut conn, i64::try_from(KEYS).unwrap()).await;
}

async fn sessions_that_change_different_columns_both_hold() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    for round in 0..3 {
        let text = round.to_string();
        let status = user_details::status.eq(text.as_str());
        run!(user.detail().set(status).upsert(&mut a)).unwrap();
        let notes = user_details::notes.eq(text.as_str());
        let detail = run!(user.detail().set(notes).upsert(&mut b)).unwrap();
        assert_columns(&detail, &user, Some(&text), &text);
    }
    assert_details(&mut a, 1).await;
}

tests![
    columns_of_both_hold_after_a_lost_race,
    row_deleted_between_conflict_and_update_is_created_again,
    workers_that_change_different_columns_lose_none,
    sessions_that_change_different_columns_both_hold,
];
