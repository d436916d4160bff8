//! Rows that a trigger discards.

use crate::backend::{DISCARD_DETAILS, Database, execute};
use crate::common::events::{expected, record_events, take_events};
use crate::common::new_user;
use crate::flavour::*;

async fn row_that_stays_hidden_is_one_event() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    run!(execute(&mut conn, DISCARD_DETAILS));
    record_events();
    let error = run!(user.detail().get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(error, camshaft::Error::NotVisible { attempts: 8, .. }),
        "{error:?}"
    );
    assert_eq!(take_events(), expected("not visible", 8));
}

tests![row_that_stays_hidden_is_one_event];
