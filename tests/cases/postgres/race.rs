//! Two sessions and one key under READ COMMITTED.

use camshaft::{Entry, Error};
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::backend::models::{User, UserDetail};
use crate::backend::{Database, Session, execute, number, session_number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

/// Begins a transaction in which the user's detail is created.
async fn begin_and_create(session: &mut Session, user: &User) -> UserDetail {
    run!(execute(session, "BEGIN"));
    let entry = run!(user.detail().get_or_create_entry(session)).unwrap();
    assert!(entry.is_created());
    entry.into_row()
}

/// Starts a `get_or_create_entry` that has to wait, and returns once it does.
async fn create_and_wait(
    database: &Database,
    mut session: Session,
    user: &User,
) -> Task<(Result<Entry<UserDetail>, Error>, Session)> {
    let number = run!(session_number(&mut session));
    let accessor = user.detail();
    let task = spawn(async move {
        let entry = run!(accessor.get_or_create_entry(&mut session));
        (entry, session)
    });
    run!(database.wait_until_blocked(number));
    task
}

async fn pg_01_loser_gets_the_winners_row() {
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

async fn pg_02_outer_transaction_of_the_loser_survives() {
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

async fn pg_03_winner_rolls_back_and_the_waiting_session_creates() {
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

async fn pg_04_winner_is_killed_and_the_waiting_session_creates() {
    let database = run!(Database::create());
    let (mut a, b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    begin_and_create(&mut a, &user).await;
    let killed = run!(session_number(&mut a));
    let task = create_and_wait(&database, b, &user).await;
    run!(database.terminate(killed));
    let (entry, mut b) = run!(task.join());
    assert!(entry.unwrap().is_created());
    let lost = run!(user.detail().get(&mut a)).unwrap_err();
    assert!(
        matches!(
            lost,
            Error::Database(DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _))
        ),
        "{lost:?}"
    );
    assert_details(&mut b, 1).await;
}

tests![
    pg_01_loser_gets_the_winners_row,
    pg_02_outer_transaction_of_the_loser_survives,
    pg_03_winner_rolls_back_and_the_waiting_session_creates,
    pg_04_winner_is_killed_and_the_waiting_session_creates,
];
