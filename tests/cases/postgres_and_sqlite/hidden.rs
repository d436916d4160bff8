//! Rows that a trigger discards.

use tracing::subscriber::set_default;

use crate::backend::{DISCARD_DETAILS, Database, execute};
use crate::common::events::{Events, expected};
use crate::common::new_user;
use crate::flavour::*;

async fn row_that_stays_hidden_is_one_event() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    run!(execute(&mut conn, DISCARD_DETAILS));
    let events = Events::default();
    let _subscribed = set_default(events.clone());
    let error = run!(user.detail().get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(error, camshaft::Error::NotVisible { turns: 8, .. }),
        "{error:?}"
    );
    assert_eq!(events.take(), expected("not visible", 8));
}

tests![row_that_stays_hidden_is_one_event];
