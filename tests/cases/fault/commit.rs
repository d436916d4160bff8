//! Statements and commits whose fate the client does not learn.

use camshaft::{Entry, Error, RetryPolicy};
use diesel::result::Error as DieselError;

use super::helpers::{assert_details, new_user};
use super::{connect, holds, new_server, wait_until};
use crate::asked;
use crate::backend::models::{User, UserDetail, UserUnique};
use crate::backend::schema::{user_details, users};
use crate::backend::{
    Session, execute, is_broken, is_closed, is_lost_connection, number, pool_at, session_number,
    try_execute,
};
use crate::flavour::*;
use crate::own::{Own, url};
use crate::servers::{Durability, Fault, Proxy};

/// A server, a session that reaches it directly, and a user.
async fn given() -> (Own, Session, User) {
    let (server, mut session) = new_server(Durability::None).await;
    let user = new_user(&mut session, "a").await;
    (server, session, user)
}

/// Begins a transaction in which the user's detail is created; the number tells the transaction's fate later.
async fn begin_and_create(session: &mut Session, user: &User) -> (UserDetail, i64) {
    run!(execute(session, "BEGIN"));
    let entry = run!(user.detail().get_or_create_entry(session)).unwrap();
    assert!(entry.is_created());
    let transaction = run!(number(session, asked::TRANSACTION));
    (entry.into_row(), transaction)
}

/// The session is lost: it says so, and goes on saying so.
async fn assert_unusable(session: &mut Session, user: &User) {
    let error = run!(user.detail().get_or_create(session)).unwrap_err();
    assert!(is_lost_connection(&error), "{error:?}");
    assert!(run!(is_broken(session)));
}

async fn lost_reply_of_commit_leaves_the_row_to_be_found() {
    let (server, mut direct, user) = given().await;
    let proxy = Proxy::before(&server);
    let mut a = connect(proxy.port()).await;
    let (row, transaction) = begin_and_create(&mut a, &user).await;
    proxy.break_next("COMMIT", Fault::ReplyLost);
    let error = run!(try_execute(&mut a, "COMMIT")).unwrap_err();
    assert!(is_closed(&error), "{error:?}");
    assert!(holds(&mut direct, &asked::is_committed(transaction)).await);
    let mut again = connect(proxy.port()).await;
    let entry = run!(user.detail().get_or_create_entry(&mut again)).unwrap();
    assert_eq!(entry, Entry::Found(row));
    assert_unusable(&mut a, &user).await;
    assert_details(&mut direct, 1).await;
}

async fn commit_that_never_arrived_leaves_the_row_to_be_created() {
    let (server, mut direct, user) = given().await;
    let proxy = Proxy::before(&server);
    let mut a = connect(proxy.port()).await;
    let (_, transaction) = begin_and_create(&mut a, &user).await;
    proxy.break_next("COMMIT", Fault::RequestLost);
    let error = run!(try_execute(&mut a, "COMMIT")).unwrap_err();
    assert!(is_closed(&error), "{error:?}");
    assert_details(&mut direct, 0).await;
    let mut again = connect(proxy.port()).await;
    let entry = run!(user.detail().get_or_create_entry(&mut again)).unwrap();
    assert!(entry.is_created());
    assert!(holds(&mut direct, &asked::is_undone(transaction)).await);
    assert_unusable(&mut a, &user).await;
    assert_details(&mut direct, 1).await;
}

/// The row that the statement returns arrives; that the statement is complete does not.
async fn lost_reply_of_an_insert_is_no_success() {
    let (server, mut direct, user) = given().await;
    let proxy = Proxy::before(&server);
    let mut a = connect(proxy.port()).await;
    proxy.break_next("INSERT", Fault::ReplyLost);
    let error = run!(user.detail().get_or_create_entry(&mut a)).unwrap_err();
    assert!(is_lost_connection(&error), "{error:?}");
    let stored = run!(user.detail().get(&mut direct)).unwrap().unwrap();
    let mut again = connect(proxy.port()).await;
    let entry = run!(user.detail().get_or_create_entry(&mut again)).unwrap();
    assert_eq!(entry, Entry::Found(stored));
    assert_unusable(&mut a, &user).await;
    assert_details(&mut direct, 1).await;
}

async fn insert_that_never_arrived_is_no_success() {
    let (server, mut direct, user) = given().await;
    let proxy = Proxy::before(&server);
    let mut a = connect(proxy.port()).await;
    proxy.break_next("INSERT", Fault::RequestLost);
    let error = run!(user.detail().get_or_create_entry(&mut a)).unwrap_err();
    assert!(is_lost_connection(&error), "{error:?}");
    assert_details(&mut direct, 0).await;
    let mut again = connect(proxy.port()).await;
    let entry = run!(user.detail().get_or_create_entry(&mut again)).unwrap();
    assert!(entry.is_created());
    assert_unusable(&mut a, &user).await;
    assert_details(&mut direct, 1).await;
}

async fn lost_reply_of_a_batch_leaves_its_rows_to_be_found() {
    let (server, mut direct, one) = given().await;
    let users = [one, new_user(&mut direct, "b").await];
    let proxy = Proxy::before(&server);
    let mut a = connect(proxy.port()).await;
    proxy.break_next("INSERT", Fault::ReplyLost);
    let error = run!(User::detail_of(&users).get_or_create(&mut a)).unwrap_err();
    assert!(is_lost_connection(&error), "{error:?}");
    let stored = run!(users[1].detail().get(&mut direct)).unwrap().unwrap();
    let mut again = connect(proxy.port()).await;
    let details = run!(User::detail_of(&users).get_or_create(&mut again)).unwrap();
    assert_eq!(details.len(), 2);
    assert_eq!(details.iter().nth(1), Some(&stored));
    assert_details(&mut direct, 2).await;
}

/// Who inserts a parent says that it is not there, so that the second call tells what became of the first.
async fn lost_reply_of_an_inserts_commit_leaves_the_parent_with_its_row() {
    let (server, mut direct, _) = given().await;
    let proxy = Proxy::before(&server);
    let mut a = connect(proxy.port()).await;
    let insert = || {
        let email = users::email.eq("b@example.com");
        let user = User::insert((email, users::code.eq("code of b")));
        user.detail(user_details::notes.eq("n"))
    };
    proxy.break_next(asked::STORES_PARENTS, Fault::ReplyLost);
    let error = run!(insert().get_result(&mut a)).unwrap_err();
    assert!(is_lost_connection(&error), "{error:?}");
    assert!(run!(is_broken(&mut a)));
    let email = "b@example.com".to_owned();
    let stored = run!(User::by_email(email).get(&mut direct))
        .unwrap()
        .unwrap();
    let mut again = connect(proxy.port()).await;
    let detail = run!(stored.detail().get(&mut again)).unwrap().unwrap();
    assert_eq!(detail.notes, "n");
    let error = run!(insert().get_result(&mut again)).unwrap_err();
    let violated = User::unique_violation(&error);
    assert_eq!(violated, Some(UserUnique::Email));
    assert_details(&mut direct, 1).await;
}

/// A change that was carried out is carried out again by the second call: a counter would count twice.
async fn lost_reply_of_an_upsert_leaves_the_change() {
    let (server, mut direct, user) = given().await;
    let row = run!(user.detail().get_or_create(&mut direct)).unwrap();
    let proxy = Proxy::before(&server);
    let mut a = connect(proxy.port()).await;
    let upsert = || {
        let more = user_details::notes.eq(user_details::notes.concat("+"));
        let first = user_details::notes.eq("first");
        user.detail().values(first).set(more)
    };
    proxy.break_next("UPDATE", Fault::ReplyLost);
    let error = run!(upsert().upsert(&mut a)).unwrap_err();
    assert!(is_lost_connection(&error), "{error:?}");
    let mut again = connect(proxy.port()).await;
    let entry = run!(upsert().upsert_entry(&mut again)).unwrap();
    let notes = format!("{}++", row.notes);
    assert_eq!(entry, Entry::Found(UserDetail { notes, ..row }));
    assert_unusable(&mut a, &user).await;
    assert_details(&mut direct, 1).await;
}

/// Nothing tells the client that the server is done; the connection ends much later.
async fn reply_that_never_comes_is_an_error_once_the_connection_ends() {
    let (server, mut direct, user) = given().await;
    let proxy = Proxy::before(&server);
    let mut a = connect(proxy.port()).await;
    let (row, transaction) = begin_and_create(&mut a, &user).await;
    proxy.break_next("COMMIT", Fault::ReplyWithheld);
    let task = spawn(async move { run!(try_execute(&mut a, "COMMIT")) });
    proxy.wait_until_broken();
    wait_until(&mut direct, &asked::is_committed(transaction)).await;
    let entry = run!(user.detail().get_or_create_entry(&mut direct)).unwrap();
    assert_eq!(entry, Entry::Found(row));
    proxy.cut();
    let error = run!(task.join()).unwrap_err();
    assert!(is_closed(&error), "{error:?}");
    assert_details(&mut direct, 1).await;
}

/// Creates the detail through `retry`, which fails and leaves the session broken; answers how often the work ran.
async fn failed_retry(session: &mut Session, user: &User) -> (Error, u32) {
    let mut attempts = 0;
    let result: Result<UserDetail, Error> =
        retry!(&mut *session, RetryPolicy::new(), |conn: &mut Session| {
            attempts += 1;
            run!(user.detail().get_or_create(conn))
        });
    assert!(run!(is_broken(session)));
    (result.unwrap_err(), attempts)
}

/// The work ran once, and is not run by a second call either: nothing runs on what is lost.
async fn assert_one_attempt(session: &mut Session, user: &User) {
    let (error, attempts) = failed_retry(session, user).await;
    assert!(is_lost_connection(&error), "{error:?}");
    assert_eq!(attempts, 1);
    let (error, attempts) = failed_retry(session, user).await;
    // diesel-async asks the connection that is lost.
    let is_refused = if IS_ASYNC {
        is_lost_connection(&error)
    } else {
        let broken = DieselError::BrokenTransactionManager;
        error.to_string() == Error::Database(broken).to_string()
    };
    assert!(is_refused, "{error:?}");
    assert_eq!(attempts, 0);
}

async fn retry_does_not_repeat_a_transaction_that_may_be_committed() {
    let (server, mut direct, user) = given().await;
    let proxy = Proxy::before(&server);
    let mut a = connect(proxy.port()).await;
    proxy.break_next("COMMIT", Fault::ReplyLost);
    assert_one_attempt(&mut a, &user).await;
    assert_details(&mut direct, 1).await;
    let mut again = connect(proxy.port()).await;
    let entry = run!(user.detail().get_or_create_entry(&mut again)).unwrap();
    assert!(!entry.is_created());
    assert_details(&mut direct, 1).await;
}

async fn retry_does_not_repeat_a_transaction_that_was_not_committed() {
    let (server, mut direct, user) = given().await;
    let proxy = Proxy::before(&server);
    let mut a = connect(proxy.port()).await;
    proxy.break_next("COMMIT", Fault::RequestLost);
    assert_one_attempt(&mut a, &user).await;
    assert_details(&mut direct, 0).await;
    let mut again = connect(proxy.port()).await;
    let entry = run!(user.detail().get_or_create_entry(&mut again)).unwrap();
    assert!(entry.is_created());
    assert_details(&mut direct, 1).await;
}

async fn pool_replaces_a_connection_that_was_lost_at_commit() {
    let (server, mut direct, user) = given().await;
    let proxy = Proxy::before(&server);
    let pool = run!(pool_at(&url(proxy.port())));
    let mut conn = run!(pool.get()).unwrap();
    let lost = run!(session_number(&mut conn));
    proxy.break_next("COMMIT", Fault::ReplyLost);
    assert_one_attempt(&mut conn, &user).await;
    drop(conn);
    let mut conn = run!(pool.get()).unwrap();
    assert_ne!(run!(session_number(&mut conn)), lost);
    let entry = run!(user.detail().get_or_create_entry(&mut conn)).unwrap();
    assert!(!entry.is_created());
    assert_details(&mut direct, 1).await;
}

tests![
    lost_reply_of_commit_leaves_the_row_to_be_found,
    commit_that_never_arrived_leaves_the_row_to_be_created,
    lost_reply_of_an_insert_is_no_success,
    insert_that_never_arrived_is_no_success,
    lost_reply_of_a_batch_leaves_its_rows_to_be_found,
    lost_reply_of_an_inserts_commit_leaves_the_parent_with_its_row,
    lost_reply_of_an_upsert_leaves_the_change,
    reply_that_never_comes_is_an_error_once_the_connection_ends,
    retry_does_not_repeat_a_transaction_that_may_be_committed,
    retry_does_not_repeat_a_transaction_that_was_not_committed,
    pool_replaces_a_connection_that_was_lost_at_commit,
];
