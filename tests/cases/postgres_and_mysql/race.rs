//! Two sessions and one key in the isolation level that a server begins with.

use camshaft::{Entry, Error};

use super::{begin_and_create, create_and_wait};
use crate::backend::models::User;
use crate::backend::{
    Database, Statements, around_insert, execute, number, session_number, terminate,
};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

async fn loser_gets_the_winners_row() {
    let database = run!(Database::create());
    let (mut a, b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    let winner = begin_and_create(&mut a, &user).await;
    let task = create_and_wait(&database, b, &user).await;
    run!(execute(&mut a, "COMMIT"));
    let (entry, _) = run!(task.join());
    assert_eq!(entry.unwrap(), Entry::Found(winner));
    assert_details(&mut a, 1).await;
}

async fn outer_transaction_of_the_loser_survives() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    run!(execute(&mut b, "BEGIN"));
    let other = new_user(&mut b, "b").await;
    assert_eq!(run!(number(&mut b, "SELECT count(*) FROM user_details")), 0);
    let winner = begin_and_create(&mut a, &user).await;
    let task = create_and_wait(&database, b, &user).await;
    run!(execute(&mut a, "COMMIT"));
    let (entry, mut b) = run!(task.join());
    assert_eq!(entry.unwrap(), Entry::Found(winner));
    run!(execute(&mut b, "COMMIT"));
    assert!(run!(User::by_id(other.id).get(&mut a)).unwrap().is_some());
    assert_details(&mut a, 1).await;
}

async fn winner_rolls_back_and_the_waiting_session_creates() {
    let database = run!(Database::create());
    let (mut a, b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    begin_and_create(&mut a, &user).await;
    let task = create_and_wait(&database, b, &user).await;
    run!(execute(&mut a, "ROLLBACK"));
    let (entry, _) = run!(task.join());
    assert!(entry.unwrap().is_created());
    assert_details(&mut a, 1).await;
}

async fn winner_is_killed_and_the_waiting_session_creates() {
    let database = run!(Database::create());
    let (mut a, b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    begin_and_create(&mut a, &user).await;
    let killed = run!(session_number(&mut a));
    let task = create_and_wait(&database, b, &user).await;
    terminate(killed);
    let (entry, mut b) = run!(task.join());
    assert!(entry.unwrap().is_created());
    let lost = run!(user.detail().get(&mut a)).unwrap_err();
    assert!(matches!(lost, Error::Database(_)), "{lost:?}");
    assert_details(&mut b, 1).await;
}

async fn row_under_deletion_is_found_until_it_is_gone() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    let old = run!(user.detail().get_or_create(&mut a)).unwrap();
    run!(execute(&mut a, "BEGIN"));
    assert!(run!(user.detail().delete(&mut a)).unwrap());
    let found = run!(user.detail().get_or_create_entry(&mut b)).unwrap();
    assert_eq!(found, Entry::Found(old));
    run!(execute(&mut a, "COMMIT"));
    let created = run!(user.detail().get_or_create_entry(&mut b)).unwrap();
    assert!(created.is_created());
    assert_details(&mut a, 1).await;
}

async fn row_deleted_between_conflict_and_reading_is_created_again() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    let insert = format!("INSERT INTO user_details (user_id) VALUES ({})", user.id);
    around_insert(&mut b, a, &insert, "DELETE FROM user_details");
    let entry = run!(user.detail().get_or_create_entry(&mut b)).unwrap();
    assert!(entry.is_created());
    assert_details(&mut b, 1).await;
}

async fn race_is_lost_in_three_statements() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    begin_and_create(&mut a, &user).await;
    let statements = Statements::default();
    run!(number(&mut b, "SELECT 1"));
    b.set_instrumentation(statements.recorder());
    let task = create_and_wait(&database, b, &user).await;
    statements.take_sent();
    run!(execute(&mut a, "COMMIT"));
    let (entry, mut b) = run!(task.join());
    assert!(!entry.unwrap().is_created());
    // The SELECT and the INSERT were sent before it waited.
    assert_eq!(statements.take_sent().len(), 1);
    assert_details(&mut b, 1).await;
}

tests![
    loser_gets_the_winners_row,
    outer_transaction_of_the_loser_survives,
    winner_rolls_back_and_the_waiting_session_creates,
    winner_is_killed_and_the_waiting_session_creates,
    row_under_deletion_is_found_until_it_is_gone,
    row_deleted_between_conflict_and_reading_is_created_again,
    race_is_lost_in_three_statements,
];
