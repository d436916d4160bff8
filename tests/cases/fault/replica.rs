//! A primary and a hot standby that lags behind it.

use camshaft::{Entry, Error, RetryPolicy};

use super::helpers::{assert_details, new_user};
use super::{connect, new_server, wait_until};
use crate::asked::{self, is_read_only};
use crate::backend::models::{User, UserDetail};
use crate::backend::{STATEMENTS_OF_A_CREATION, Session, Statements, execute, number};
use crate::flavour::*;
use crate::own::Own;
use crate::servers::Durability;

/// A primary and its standby, with a session of each.
struct Pair {
    primary: Session,
    standby: Session,
    // The standby ends first: the primary waits for those that stream from it.
    _servers: (Own, Own),
}

impl Pair {
    async fn start() -> Self {
        let (server, primary) = new_server(Durability::None).await;
        let copy = server.start_standby();
        let standby = connect(copy.port()).await;
        Self {
            primary,
            standby,
            _servers: (copy, server),
        }
    }

    /// Returns once the standby shows what is committed on the primary.
    async fn catch_up(&mut self) {
        let written = run!(number(&mut self.primary, asked::WRITTEN));
        wait_until(&mut self.standby, &asked::is_replayed(written)).await;
    }

    /// Lets the standby show what it shows now, whatever happens on the primary.
    async fn pause(&mut self) {
        self.catch_up().await;
        run!(execute(&mut self.standby, asked::PAUSE));
        wait_until(&mut self.standby, asked::IS_PAUSED).await;
    }

    async fn resume(&mut self) {
        run!(execute(&mut self.standby, asked::RESUME));
        self.catch_up().await;
    }
}

/// The primary answers from what it has: one statement, whatever the standby knows.
async fn absence_on_the_standby_means_nothing() {
    let mut pair = Pair::start().await;
    let user = new_user(&mut pair.primary, "a").await;
    pair.pause().await;
    let row = run!(user.detail().get_or_create(&mut pair.primary)).unwrap();
    assert_eq!(run!(user.detail().get(&mut pair.standby)).unwrap(), None);
    let statements = Statements::default();
    pair.primary.set_instrumentation(statements.recorder());
    let entry = run!(user.detail().get_or_create_entry(&mut pair.primary)).unwrap();
    assert_eq!(entry, Entry::Found(row.clone()));
    assert_eq!(statements.take_sent().len(), 1);
    pair.resume().await;
    let found = run!(user.detail().get(&mut pair.standby)).unwrap();
    assert_eq!(found, Some(row));
    assert_details(&mut pair.standby, 1).await;
}

/// What the standby shows is gone: its id updates nothing, and the primary creates another row in one turn.
async fn presence_on_the_standby_means_nothing() {
    let mut pair = Pair::start().await;
    let user = new_user(&mut pair.primary, "a").await;
    let old = run!(user.detail().get_or_create(&mut pair.primary)).unwrap();
    pair.pause().await;
    assert!(run!(user.detail().delete(&mut pair.primary)).unwrap());
    let stale = run!(user.detail().get_or_create_entry(&mut pair.standby)).unwrap();
    assert_eq!(stale, Entry::Found(old.clone()));
    let update = diesel::update(&old).set(crate::backend::schema::user_details::notes.eq("new"));
    assert_eq!(run!(update.execute(&mut pair.primary)).unwrap(), 0);
    let statements = Statements::default();
    pair.primary.set_instrumentation(statements.recorder());
    let entry = run!(user.detail().get_or_create_entry(&mut pair.primary)).unwrap();
    assert!(entry.is_created());
    assert_ne!(entry.row().id, old.id);
    assert_eq!(statements.take_sent().len(), STATEMENTS_OF_A_CREATION);
    pair.resume().await;
    let found = run!(user.detail().get(&mut pair.standby)).unwrap();
    assert_eq!(found, Some(entry.into_row()));
    assert_details(&mut pair.standby, 1).await;
}

async fn parent_that_the_standby_does_not_know_is_no_missing_parent() {
    let mut pair = Pair::start().await;
    pair.pause().await;
    let user = new_user(&mut pair.primary, "a").await;
    assert_eq!(
        run!(User::by_id(user.id).get(&mut pair.standby)).unwrap(),
        None
    );
    let entry = run!(user.detail().get_or_create_entry(&mut pair.primary)).unwrap();
    assert!(entry.is_created());
    pair.resume().await;
    assert_details(&mut pair.standby, 1).await;
}

async fn standby_refuses_to_create_and_is_asked_once() {
    let mut pair = Pair::start().await;
    let user = new_user(&mut pair.primary, "a").await;
    pair.catch_up().await;
    let statements = Statements::default();
    pair.standby.set_instrumentation(statements.recorder());
    let error = run!(user.detail().get_or_create(&mut pair.standby)).unwrap_err();
    assert!(is_read_only(&error), "{error:?}");
    // The SELECT and the INSERT, once.
    let sent = statements.take_sent();
    let inserts = sent.iter().filter(|sql| sql.starts_with("INSERT "));
    assert_eq!((inserts.count(), sent.len() <= 3), (1, true), "{sent:?}");
    let error = run!(user.detail().delete(&mut pair.standby)).unwrap_err();
    assert!(is_read_only(&error), "{error:?}");
    let row = run!(user.detail().get_or_create(&mut pair.primary)).unwrap();
    pair.catch_up().await;
    let entry = run!(user.detail().get_or_create_entry(&mut pair.standby)).unwrap();
    assert_eq!(entry, Entry::Found(row));
    assert_details(&mut pair.standby, 1).await;
}

async fn standby_refuses_a_batch_and_is_asked_once() {
    let mut pair = Pair::start().await;
    let one = new_user(&mut pair.primary, "a").await;
    let two = new_user(&mut pair.primary, "b").await;
    run!(one.detail().get_or_create(&mut pair.primary)).unwrap();
    pair.catch_up().await;
    let found = run!(User::detail_of([&one]).get_or_create(&mut pair.standby)).unwrap();
    assert_eq!(found.len(), 1);
    let statements = Statements::default();
    pair.standby.set_instrumentation(statements.recorder());
    let result = run!(User::detail_of([&one, &two]).get_or_create(&mut pair.standby));
    let error = result.unwrap_err();
    assert!(is_read_only(&error), "{error:?}");
    assert_eq!(statements.take_sent().len(), 2);
    assert_details(&mut pair.primary, 1).await;
}

async fn retry_does_not_repeat_what_a_standby_refuses() {
    let mut pair = Pair::start().await;
    let user = new_user(&mut pair.primary, "a").await;
    pair.catch_up().await;
    let mut attempts = 0;
    let result: Result<UserDetail, Error> = retry!(
        &mut pair.standby,
        RetryPolicy::new(),
        |conn: &mut Session| {
            attempts += 1;
            run!(user.detail().get_or_create(conn))
        }
    );
    let error = result.unwrap_err();
    assert!(is_read_only(&error), "{error:?}");
    assert_eq!(attempts, 1);
    // The transaction was rolled back, so the session goes on.
    assert_details(&mut pair.standby, 0).await;
}

tests![
    absence_on_the_standby_means_nothing,
    presence_on_the_standby_means_nothing,
    parent_that_the_standby_does_not_know_is_no_missing_parent,
    standby_refuses_to_create_and_is_asked_once,
    standby_refuses_a_batch_and_is_asked_once,
    retry_does_not_repeat_what_a_standby_refuses,
];
