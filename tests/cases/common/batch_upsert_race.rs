//! Changes of many rows by several sessions: each is applied once to each row, whoever created it.

use std::collections::HashMap;
use std::sync::Arc;

use camshaft::{Batch, Entry};

use super::batch::add_users;
use super::stress::{alone, shuffled};
use super::{assert_details, new_user};
use crate::backend::models::{Owner, OwnerId, User, UserDetail};
use crate::backend::schema::{user_details, wallets};
use crate::backend::{Database, around_insert, execute, number};
use crate::flavour::*;

const WORKERS: usize = 16;
const ROUNDS: usize = 3;
/// So many that the statements of two workers overlap.
const KEYS: i64 = 2_000;

fn notes(batch: &Batch<Entry<UserDetail>>) -> Vec<(&str, bool)> {
    let entries = batch.iter();
    entries
        .map(|entry| (entry.row().notes.as_str(), entry.is_created()))
        .collect()
}

/// Somebody else creates one of the rows between the update that found none and the insert.
async fn row_that_was_raced_is_changed_and_the_others_are_created() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let users = add_users(&mut a, 4).await;
    run!(users[3].detail().get_or_create(&mut a)).unwrap();
    let insert = "INSERT INTO user_details (user_id, notes) VALUES (2, 'theirs')";
    around_insert(&mut b, a, insert, "SELECT 1");
    let upsert = User::detail_of(&users)
        .values(user_details::notes.eq("ours"))
        .set(user_details::notes.eq(user_details::notes.concat("+")));
    let batch = run!(upsert.upsert_entries(&mut b)).unwrap();
    let (ours, theirs, found) = (("ours", true), ("theirs+", false), ("none+", false));
    assert_eq!(notes(&batch), [ours, theirs, ours, found]);
    assert_details(&mut b, 4).await;
}

/// The row that the call created is deleted too, unless the server lets nobody at it before it is read.
async fn row_deleted_after_it_was_created_is_created_again() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let users = [new_user(&mut a, "a").await, new_user(&mut a, "b").await];
    let id = users[1].id;
    let insert = format!("INSERT INTO user_details (user_id, notes) VALUES ({id}, 'theirs')");
    around_insert(&mut b, a, &insert, "DELETE FROM user_details");
    let upsert = User::detail_of(&users)
        .values(user_details::notes.eq("ours"))
        .set(user_details::notes.eq(user_details::notes.concat("+")));
    let batch = run!(upsert.upsert_entries(&mut b)).unwrap();
    // Where nobody can delete rows before they are read, the other's row stays and is changed.
    let (ours, theirs) = (("ours", true), ("theirs+", false));
    let notes = notes(&batch);
    assert!(
        notes == [ours, ours] || notes == [ours, theirs],
        "{notes:?}"
    );
    let details = run!(number(&mut b, "SELECT count(*) FROM user_details"));
    assert!(details >= 1, "{details}");
}

async fn values_of_a_lost_race_are_not_written() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let users = add_users(&mut a, 2).await;
    let insert = "INSERT INTO user_details (user_id, notes) VALUES (2, 'theirs')";
    let statements = around_insert(&mut b, a, insert, "SELECT 1");
    let batch = User::detail_of(&users).values(user_details::notes.eq("ours"));
    let batch = run!(batch.get_or_create(&mut b)).unwrap();
    let notes: Vec<&str> = batch.iter().map(|row| row.notes.as_str()).collect();
    assert_eq!(notes, ["ours", "theirs"]);
    assert!(statements.take_sent().len() <= 3);
    assert_details(&mut b, 2).await;
}

/// How often each key was created, and by whom: of the workers, one at most.
fn creators(all: &[Vec<(String, bool)>]) -> HashMap<&str, usize> {
    let mut creators = HashMap::new();
    for (key, is_created) in all.iter().flatten() {
        *creators.entry(key.as_str()).or_default() += usize::from(*is_created);
    }
    creators
}

/// Each second worker creates only; the others change, each row once. No row is deleted: what MariaDB
/// keeps of it for a while would be locked as well.
async fn shuffled_upserts_of_integers_lose_no_change_and_never_deadlock() {
    let _alone = alone();
    for round in 0..ROUNDS {
        let database = run!(Database::create());
        let mut conn = run!(database.connect());
        let users = add_users(&mut conn, KEYS).await;
        // The rows of each third user are there already.
        let insert = "INSERT INTO user_details (user_id) SELECT id FROM users WHERE id % 3 = 0";
        run!(execute(&mut conn, insert));
        let start = Arc::new(Barrier::new(WORKERS));
        let mut workers = Vec::new();
        for worker in 0..WORKERS {
            let mut conn = run!(database.connect());
            let users = shuffled(&users, worker + round);
            let start = start.clone();
            workers.push(spawn(async move {
                run!(start.wait());
                if worker % 2 == 0 {
                    let batch = User::detail_of(&users).values(user_details::notes.eq("none"));
                    run!(batch.get_or_create(&mut conn)).unwrap();
                    return Vec::new();
                }
                let upsert = User::detail_of(&users)
                    .values(user_details::notes.eq("none"))
                    .set(user_details::notes.eq(user_details::notes.concat("+")));
                let batch = run!(upsert.upsert_entries(&mut conn)).unwrap();
                let told = users.iter().zip(&batch).map(|(user, entry)| {
                    assert_eq!(user.id, entry.row().user_id);
                    (user.id.to_string(), entry.is_created())
                });
                told.collect()
            }));
        }
        let mut all = Vec::new();
        for worker in workers {
            all.push(run!(worker.join()));
        }
        let creators = creators(&all);
        let rows = run!(User::detail_of(&users).get(&mut conn)).unwrap();
        for (user, row) in users.iter().zip(&rows) {
            let created = creators[user.id.to_string().as_str()];
            assert!(created <= usize::from(user.id % 3 != 0), "{user:?}");
            let changes = "+".repeat(WORKERS / 2 - created);
            assert_eq!(row.unwrap().notes, format!("none{changes}"), "{user:?}");
        }
        assert_details(&mut conn, KEYS).await;
    }
}

/// These keys are compared and sorted by the server.
async fn shuffled_upserts_of_text_lose_no_change_and_never_deadlock() {
    let _alone = alone();
    let owners: Vec<Owner> = (1..=KEYS)
        .map(|id| Owner {
            id: OwnerId(id.to_string()),
        })
        .collect();
    for round in 0..ROUNDS {
        let database = run!(Database::create());
        let mut conn = run!(database.connect());
        add_users(&mut conn, KEYS).await;
        run!(execute(
            &mut conn,
            "INSERT INTO owners SELECT code FROM users"
        ));
        let start = Arc::new(Barrier::new(WORKERS));
        let mut workers = Vec::new();
        for worker in 0..WORKERS {
            let mut conn = run!(database.connect());
            let owners = shuffled(&owners, worker + round);
            let start = start.clone();
            workers.push(spawn(async move {
                run!(start.wait());
                if worker % 2 == 0 {
                    run!(Owner::wallet_of(&owners).get_or_create(&mut conn)).unwrap();
                    return Vec::new();
                }
                let upsert = Owner::wallet_of(&owners)
                    .values(wallets::balance.eq(0))
                    .set(wallets::balance.eq(wallets::balance + 1));
                let batch = run!(upsert.upsert_entries(&mut conn)).unwrap();
                let told = owners.iter().zip(&batch).map(|(owner, entry)| {
                    assert_eq!(owner.id, entry.row().owner_id);
                    (owner.id.0.clone(), entry.is_created())
                });
                told.collect()
            }));
        }
        let mut all = Vec::new();
        for worker in workers {
            all.push(run!(worker.join()));
        }
        let creators = creators(&all);
        let rows = run!(Owner::wallet_of(&owners).get(&mut conn)).unwrap();
        for (owner, row) in owners.iter().zip(&rows) {
            let created = creators[owner.id.0.as_str()];
            assert!(created <= 1, "{owner:?}");
            let changes = i64::try_from(WORKERS / 2 - created).unwrap();
            assert_eq!(row.unwrap().balance, changes, "{owner:?}");
        }
    }
}

tests![
    row_that_was_raced_is_changed_and_the_others_are_created,
    row_deleted_after_it_was_created_is_created_again,
    values_of_a_lost_race_are_not_written,
    shuffled_upserts_of_integers_lose_no_change_and_never_deadlock,
    shuffled_upserts_of_text_lose_no_change_and_never_deadlock,
];
