//! The pools that diesel-async knows: what takes `&mut conn` takes their connections.

use camshaft::{Error, RetryPolicy};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, bb8, deadpool, mobc};

use super::{Polls, dropped_after, wait_in_the_work};
use crate::backend::models::User;
use crate::backend::schema::user_details;
use crate::backend::{Database, Session, pool_of_one};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

fn manager(database: &Database) -> AsyncDieselConnectionManager<Session> {
    AsyncDieselConnectionManager::new(database.url())
}

/// Each call on a connection of a pool that has one only: none of them asks for a second.
macro_rules! assert_serves {
    ($conn:ident, $user:ident) => {
        let row = $user.detail().get_or_create(&mut $conn).await.unwrap();
        let notes = $user.detail().set(user_details::notes.eq("pooled"));
        let changed = notes.upsert_entry(&mut $conn).await.unwrap();
        assert!(!changed.is_created() && changed.row().id == row.id);
        let batch = User::detail_of([&$user]).get_or_create(&mut $conn);
        assert_eq!(batch.await.unwrap().rows(), [changed.into_row()]);
        let deleted: Result<bool, Error> = retry!(&mut $conn, RetryPolicy::new(), |tx| {
            $user.detail().delete(tx).await
        });
        assert!(deleted.unwrap());
        let created: Result<_, Error> = $conn
            .transaction(async |tx| $user.detail().get_or_create_entry(tx).await)
            .await;
        assert!(created.unwrap().is_created());
    };
}

async fn bb8_serves() {
    let database = Database::create().await;
    let user = new_user(&mut database.connect().await, "a").await;
    let pool = bb8::Pool::builder().max_size(1);
    let pool: bb8::Pool<Session> = pool.build(manager(&database)).await.unwrap();
    let mut conn = pool.get().await.unwrap();
    assert_serves!(conn, user);
    assert_details(&mut database.connect().await, 1).await;
}

async fn deadpool_serves() {
    let database = Database::create().await;
    let user = new_user(&mut database.connect().await, "a").await;
    let pool = deadpool::Pool::builder(manager(&database)).max_size(1);
    let pool: deadpool::Pool<Session> = pool.build().unwrap();
    let mut conn = pool.get().await.unwrap();
    assert_serves!(conn, user);
    assert_details(&mut database.connect().await, 1).await;
}

async fn mobc_serves() {
    let database = Database::create().await;
    let user = new_user(&mut database.connect().await, "a").await;
    let pool = mobc::Pool::builder().max_open(1);
    let pool: mobc::Pool<Session> = pool.build(manager(&database));
    let mut conn = pool.get().await.unwrap();
    assert_serves!(conn, user);
    assert_details(&mut database.connect().await, 1).await;
}

/// The pool closes the connection that a dropped transaction was left open on.
async fn dropped_transaction_does_not_come_out_of_a_pool_again() {
    let database = Database::create().await;
    let user = new_user(&mut database.connect().await, "a").await;
    let pool = pool_of_one(&database).await;
    let mut polls = Polls::default();
    loop {
        let mut conn = pool.get().await.unwrap();
        let call = async {
            retry!(&mut conn, RetryPolicy::new(), |tx| {
                let entry = user.detail().get_or_create_entry(tx).await?;
                wait_in_the_work().await;
                user.detail().delete(tx).await?;
                Ok::<_, Error>(entry)
            })
        };
        let ended = dropped_after(polls.next(), call).await;
        if polls.took(ended.is_some()) {
            assert!(ended.unwrap().unwrap().is_created());
            break;
        }
    }
    assert_details(&mut database.connect().await, 0).await;
}

tests![
    bb8_serves,
    deadpool_serves,
    mobc_serves,
    dropped_transaction_does_not_come_out_of_a_pool_again,
];
