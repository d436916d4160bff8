//! What an operator sees: one event for each call that was not a plain hit.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Once;

use tracing::callsite::rebuild_interest_cache;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::set_global_default;
use tracing::{Event, Metadata, Subscriber};

use super::new_user;
use crate::backend::models::User;
use crate::backend::{Database, STATEMENTS_OF_A_BATCH};
use crate::flavour::*;

pub(crate) type Fields = BTreeMap<&'static str, String>;

thread_local! {
    /// The events of the case on this thread, once it wants them.
    static RECORDED: RefCell<Option<Vec<Fields>>> = const { RefCell::new(None) };
}

/// Records the events of camshaft on this thread from now on.
pub(crate) fn record_events() {
    // One subscriber for the whole process. With one a thread, tracing may ask a thread that has none
    // whether a callsite is of interest, and believe its "never" on every thread.
    static SUBSCRIBED: Once = Once::new();
    SUBSCRIBED.call_once(|| {
        set_global_default(Recorder).expect("no other subscriber");
        rebuild_interest_cache();
    });
    RECORDED.set(Some(Vec::new()));
}

/// The events since the last look.
pub(crate) fn take_events() -> Vec<Fields> {
    RECORDED
        .replace(Some(Vec::new()))
        .expect("events are recorded on this thread")
}

/// Hands each event to the thread on which it happens.
#[derive(Debug)]
struct Recorder;

struct Reader<'a>(&'a mut Fields);

impl Visit for Reader<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "camshaft"
    }

    fn event(&self, event: &Event<'_>) {
        RECORDED.with_borrow_mut(|recorded| {
            if let Some(events) = recorded {
                let mut fields = Fields::new();
                event.record(&mut Reader(&mut fields));
                events.push(fields);
            }
        });
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// The one event, as it must look.
pub(crate) fn expected(outcome: &str, turns: u8) -> Vec<Fields> {
    vec![Fields::from([
        ("accessor", "User::detail".to_owned()),
        ("table", "user_details".to_owned()),
        ("key", "[\"user_id\"]".to_owned()),
        ("outcome", outcome.to_owned()),
        ("turns", turns.to_string()),
    ])]
}

async fn creation_is_one_event_and_a_hit_is_none() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    record_events();
    run!(user.detail().get_or_create(&mut conn)).unwrap();
    assert_eq!(take_events(), expected("created", 1));
    run!(user.detail().get_or_create(&mut conn)).unwrap();
    run!(user.detail().get(&mut conn)).unwrap();
    run!(User::detail_of([&user]).get_or_create(&mut conn)).unwrap();
    run!(user.detail().delete(&mut conn)).unwrap();
    run!(user.detail().get(&mut conn)).unwrap();
    assert_eq!(take_events(), []);
}

async fn lost_race_is_one_event() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    let insert = format!("INSERT INTO user_details (user_id) VALUES ({})", user.id);
    crate::backend::around_insert(&mut b, a, &insert, "SELECT 1");
    record_events();
    assert!(
        !run!(user.detail().get_or_create_entry(&mut b))
            .unwrap()
            .is_created()
    );
    assert_eq!(
        take_events(),
        expected("raced", crate::backend::ATTEMPTS_OF_A_LOST_RACE)
    );
}

async fn batch_that_creates_is_one_event() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let users = [
        new_user(&mut conn, "a").await,
        new_user(&mut conn, "b").await,
    ];
    record_events();
    run!(User::detail_of(&users).get_or_create(&mut conn)).unwrap();
    assert_eq!(
        take_events(),
        expected(
            "created or raced",
            u8::try_from(STATEMENTS_OF_A_BATCH).unwrap() - 1
        )
    );
}

tests![
    creation_is_one_event_and_a_hit_is_none,
    lost_race_is_one_event,
    batch_that_creates_is_one_event,
];
