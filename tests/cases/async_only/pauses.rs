//! Calls that pause between their turns, on a runtime without timers.

use camshaft::Error;

use crate::async_only::timers::drive;
use crate::backend::models::User;
use crate::backend::{DISCARD_DETAILS, Database, execute};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

async fn calls_pause() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    run!(execute(&mut conn, DISCARD_DETAILS));
    let one = run!(user.detail().get_or_create(&mut conn)).unwrap_err();
    let batch = run!(User::detail_of([&user]).get_or_create(&mut conn)).unwrap_err();
    for error in [one, batch] {
        assert!(matches!(error, Error::NotVisible { .. }), "{error:?}");
    }
    assert_details(&mut conn, 0).await;
}

mod tests {
    #[test]
    fn calls_pause() {
        super::drive(super::calls_pause());
    }
}
