//! The calls that write, for cases that do the same to each of them.

use camshaft::Error;

use crate::backend::models::User;
use crate::backend::schema::{user_details, users};
use crate::backend::{Session, execute, number};
use crate::common::new_user;
use crate::flavour::*;

const USERS: &str = "SELECT count(*) FROM users";
const DETAILS: &str = "SELECT count(*) FROM user_details";

/// A call that writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    GetOrCreate,
    Upsert,
    Batch,
    /// A user of its own with its detail.
    Insert,
    /// Two of them.
    InsertEach,
}

impl Call {
    pub(crate) async fn make(self, session: &mut Session, users: &[User]) -> Result<(), Error> {
        let notes = user_details::notes.eq("n");
        match self {
            Self::GetOrCreate => run!(users[1].detail().get_or_create(session)).map(drop),
            Self::Upsert => run!(users[1].detail().set(notes).upsert(session)).map(drop),
            Self::Batch => run!(User::detail_of(users).get_or_create(session)).map(drop),
            Self::Insert => {
                let insert = User::insert(new("d")).detail(notes);
                run!(insert.get_result(session)).map(drop)
            }
            Self::InsertEach => {
                let insert = User::insert_each(["c", "d"].map(new)).detail(notes);
                run!(insert.get_results(session)).map(drop)
            }
        }
    }

    /// How many users and details it makes.
    pub(crate) fn makes(self) -> (i64, i64) {
        match self {
            Self::GetOrCreate | Self::Upsert => (0, 1),
            Self::Batch => (0, 2),
            Self::Insert => (1, 1),
            Self::InsertEach => (2, 2),
        }
    }

    /// Begins a transaction in which another session makes what the call makes last. Answers two users, whom the tables
    /// held before.
    pub(crate) async fn hold_last(self, winner: &mut Session) -> [User; 2] {
        let users = two_users(winner).await;
        run!(execute(winner, "BEGIN"));
        let last = match self {
            Self::Insert | Self::InsertEach => new_user(winner, "d").await,
            _ => users[1].clone(),
        };
        run!(last.detail().get_or_create(winner)).unwrap();
        users
    }
}

fn new(
    name: &str,
) -> (
    diesel::dsl::Eq<users::email, String>,
    diesel::dsl::Eq<users::code, String>,
) {
    (
        users::email.eq(format!("{name}@example.com")),
        users::code.eq(format!("code of {name}")),
    )
}

/// How many users and details are committed, beside the two users of a case.
pub(crate) async fn made(observer: &mut Session) -> (i64, i64) {
    (
        run!(number(observer, USERS)) - 2,
        run!(number(observer, DETAILS)),
    )
}

/// Empties the tables but for two users.
pub(crate) async fn two_users(observer: &mut Session) -> [User; 2] {
    run!(execute(
        observer,
        "DELETE FROM user_details; DELETE FROM users"
    ));
    [new_user(observer, "a").await, new_user(observer, "b").await]
}
