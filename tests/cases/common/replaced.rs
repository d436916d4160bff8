//! Another session deletes the row that a call wrote, and creates it anew, before the call has asked for
//! it: what the call returns is what it wrote.

use super::batch::add_users;
use super::{assert_details, new_user, owners};
use crate::backend::models::{Owner, User};
use crate::backend::schema::{user_details, wallets};
use crate::backend::{Database, after_each, execute};
use crate::flavour::*;

/// The details of the first two users, put in place of those that are there.
const DETAILS: &str = "DELETE FROM user_details; \
    INSERT INTO user_details (user_id, notes) VALUES (1, 'theirs'), (2, 'theirs')";
/// The same of wallets.
const WALLETS: &str = "DELETE FROM wallets; \
    INSERT INTO wallets (owner_id, balance) VALUES ('a', -100), ('b', -100)";

async fn created_row_is_the_one_that_the_call_wrote() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let users = add_users(&mut a, 2).await;
    after_each(&mut b, a, "INSERT INTO ", 1, DETAILS);
    let values = user_details::notes.eq("ours");
    let entry = run!(users[0].detail().values(values).get_or_create_entry(&mut b)).unwrap();
    let expected = if entry.is_created() { "ours" } else { "theirs" };
    assert_eq!(entry.row().notes, expected);
}

async fn created_row_of_a_text_is_the_one_that_the_call_wrote() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    run!(execute(&mut a, "INSERT INTO owners VALUES ('a'), ('b')"));
    after_each(&mut b, a, "INSERT INTO ", 1, WALLETS);
    let values = wallets::balance.eq(7);
    let entry = run!(
        owners()[0]
            .wallet()
            .values(values)
            .get_or_create_entry(&mut b)
    )
    .unwrap();
    let expected = if entry.is_created() { 7 } else { -100 };
    assert_eq!(entry.row().balance, expected);
}

async fn changed_row_has_the_change() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    new_user(&mut a, "b").await;
    run!(user.detail().get_or_create(&mut a)).unwrap();
    after_each(&mut b, a, "UPDATE ", 1, DETAILS);
    let upsert = user.detail().set(user_details::notes.eq("ours"));
    let entry = run!(upsert.upsert_entry(&mut b)).unwrap();
    assert!(!entry.is_created());
    assert_eq!(entry.row().notes, "ours");
}

async fn rows_of_integers_are_those_that_the_call_wrote() {
    for there in [0, 1, 2] {
        for words in ["INSERT INTO ", "UPDATE "] {
            let database = run!(Database::create());
            let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
            let users = add_users(&mut a, 2).await;
            run!(User::detail_of(&users[..there]).get_or_create(&mut a)).unwrap();
            after_each(&mut b, a, words, 1, DETAILS);
            let upsert = User::detail_of(&users)
                .values(user_details::notes.eq("ours"))
                .set(user_details::notes.eq(user_details::notes.concat("+")));
            let entries = run!(upsert.upsert_entries(&mut b)).unwrap();
            for entry in &entries {
                let expected: &[&str] = if entry.is_created() {
                    &["ours"]
                } else {
                    &["none+", "theirs+"]
                };
                assert!(expected.contains(&entry.row().notes.as_str()), "{entry:?}");
            }
        }
    }
}

async fn rows_of_texts_are_those_that_the_call_wrote() {
    for there in [0, 1, 2] {
        for words in ["INSERT INTO ", "UPDATE "] {
            let database = run!(Database::create());
            let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
            run!(execute(&mut a, "INSERT INTO owners VALUES ('a'), ('b')"));
            let owners = owners();
            run!(Owner::wallet_of(&owners[..there]).get_or_create(&mut a)).unwrap();
            after_each(&mut b, a, words, 1, WALLETS);
            let upsert = Owner::wallet_of(&owners)
                .values(wallets::balance.eq(7))
                .set(wallets::balance.eq(wallets::balance + 1));
            let entries = run!(upsert.upsert_entries(&mut b)).unwrap();
            for entry in &entries {
                let expected: &[i64] = if entry.is_created() { &[7] } else { &[1, -99] };
                assert!(expected.contains(&entry.row().balance), "{entry:?}");
            }
        }
    }
}

/// However often others delete the row right after it was stored, it is a race that was lost.
async fn deletions_in_a_row_are_no_wrong_row() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    run!(execute(&mut a, "INSERT INTO owners VALUES ('a')"));
    let delete = "DELETE FROM user_details; DELETE FROM wallets";
    after_each(&mut b, a, "INSERT INTO ", 3, delete);
    run!(user.detail().get_or_create(&mut b)).unwrap();
    let detail = user.detail().set(user_details::notes.eq("ours"));
    assert_eq!(run!(detail.upsert(&mut b)).unwrap().notes, "ours");
    run!(execute(&mut b, delete));
    run!(owners()[0].wallet().get_or_create(&mut b)).unwrap();
    assert_details(&mut b, 0).await;
}

async fn deletions_in_a_row_are_no_wrong_row_of_a_batch() {
    for text in [false, true] {
        let database = run!(Database::create());
        let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
        let users = add_users(&mut a, 2).await;
        run!(execute(&mut a, "INSERT INTO owners VALUES ('a'), ('b')"));
        let delete = "DELETE FROM user_details; DELETE FROM wallets";
        after_each(&mut b, a, "INSERT INTO ", 3, delete);
        if text {
            let owners = owners();
            let batch = run!(Owner::wallet_of(&owners).get_or_create(&mut b)).unwrap();
            assert_eq!(batch.len(), 2);
        } else {
            let batch = run!(User::detail_of(&users).get_or_create(&mut b)).unwrap();
            assert_eq!(batch.len(), 2);
        }
    }
}

tests![
    created_row_is_the_one_that_the_call_wrote,
    created_row_of_a_text_is_the_one_that_the_call_wrote,
    changed_row_has_the_change,
    rows_of_integers_are_those_that_the_call_wrote,
    rows_of_texts_are_those_that_the_call_wrote,
    deletions_in_a_row_are_no_wrong_row,
    deletions_in_a_row_are_no_wrong_row_of_a_batch,
];
