//! What cases of several suites need.

use crate::backend::models::User;
use crate::backend::schema::users;
use crate::backend::{Session, execute, number};
use crate::flavour::*;

/// How many workers race.
pub(crate) const WORKERS: usize = 16;
/// For how many keys they race.
pub(crate) const KEYS: usize = 100;

/// A user that is committed, unless a transaction is open.
pub(crate) async fn new_user(session: &mut Session, name: &str) -> User {
    let insert = diesel::insert_into(users::table).values((
        users::email.eq(format!("{name}@example.com")),
        users::code.eq(format!("code of {name}")),
        users::name.eq(name),
    ));
    run!(insert.execute(session)).unwrap();
    let email = format!("{name}@example.com");
    let user = users::table.filter(users::email.eq(email));
    run!(user.select(User::as_select()).first(session)).unwrap()
}

/// Asserts what every case must leave behind: so many details, one a user at most.
pub(crate) async fn assert_details(session: &mut Session, expected: i64) {
    let rows = "SELECT count(*) FROM user_details";
    let keys = "SELECT count(DISTINCT user_id) FROM user_details";
    assert_eq!(run!(number(session, rows)), expected);
    assert_eq!(run!(number(session, keys)), expected);
}

/// As many users as there are keys.
pub(crate) async fn new_users(session: &mut Session) -> Vec<User> {
    run!(execute(session, "BEGIN"));
    let mut users = Vec::with_capacity(KEYS);
    for nth in 0..KEYS {
        users.push(new_user(session, &nth.to_string()).await);
    }
    run!(execute(session, "COMMIT"));
    users
}

/// The same users in another order for each worker, which is the same in each run.
pub(crate) fn shuffled<T: Clone>(items: &[T], worker: usize) -> Vec<T> {
    // Prime to the number of keys, so that each is met once.
    const STEPS: [usize; 4] = [1, 37, 61, 83];
    let step = STEPS[worker % STEPS.len()];
    (0..items.len())
        .map(|nth| items[(nth * step + worker * 7) % items.len()].clone())
        .collect()
}
