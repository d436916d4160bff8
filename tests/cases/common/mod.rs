//! Cases of every backend.

mod batch;
mod batch_race;
mod counts;
mod errors;
mod events;
mod keyed;
mod keys;
mod partial;
mod pool;
mod restart;
mod stated;
pub(crate) mod stress;
mod values;

use crate::backend::models::User;
use crate::backend::schema::users;
use crate::backend::{Session, number};
use crate::flavour::*;

/// A user that is committed, unless a transaction is open.
pub(crate) async fn new_user(session: &mut Session, name: &str) -> User {
    let insert = diesel::insert_into(users::table).values((
        users::email.eq(format!("{name}@example.com")),
        users::code.eq(format!("code of {name}")),
        users::name.eq(name),
    ));
    run!(insert.returning(User::as_returning()).get_result(session)).unwrap()
}

/// Asserts what every case must leave behind: so many details, one a user at most.
pub(crate) async fn assert_details(session: &mut Session, expected: i64) {
    let rows = "SELECT count(*) FROM user_details";
    let keys = "SELECT count(DISTINCT user_id) FROM user_details";
    assert_eq!(run!(number(session, rows)), expected);
    assert_eq!(run!(number(session, keys)), expected);
}
