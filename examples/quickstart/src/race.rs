//! Sign-up requests, each racing with a background job over the same fresh row.

use std::path::Path;
use std::sync::Barrier;
use std::thread;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use crate::models::{User, UserDetail};
use crate::schema::{user_details, users};

type Error = Box<dyn std::error::Error + Send + Sync>;

/// A function that reads the row of a user, and builds it if it is absent.
pub(crate) type LazyBuild = fn(&User, &mut SqliteConnection) -> Result<UserDetail, camshaft::Error>;

const THREADS: usize = 16;
const USERS_PER_THREAD: usize = 50;

/// The outcome of the race.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The users who signed up.
    pub(crate) users: i64,
    /// The rows of `user_details`.
    pub(crate) details: i64,
    /// The calls of the lazy build that failed.
    pub(crate) failed: usize,
    /// The updates that are not in the database.
    pub(crate) lost: i64,
}

/// Opens a connection as each thread has one.
pub(crate) fn connect(database: &Path) -> Result<SqliteConnection, Error> {
    let path = database
        .to_str()
        .ok_or("the temporary folder's path is not UTF-8")?;
    let mut conn = SqliteConnection::establish(path)?;
    conn.batch_execute(
        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL;
         PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;",
    )?;
    Ok(conn)
}

/// Signs everybody up in a fresh database.
pub(crate) fn run(database: &Path, lazy_build: LazyBuild) -> Result<Outcome, Error> {
    connect(database)?.batch_execute(include_str!("up.sql"))?;
    let failed = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|number| scope.spawn(move || sign_up(database, number, lazy_build)))
            .collect();
        let failed = threads
            .into_iter()
            .map(|thread| thread.join().map_err(|_| "a thread panicked")?);
        failed.sum::<Result<usize, Error>>()
    })?;
    count(database, failed)
}

/// One thread's users: each is inserted, then the request and the job write to their row at once.
fn sign_up(database: &Path, number: usize, lazy_build: LazyBuild) -> Result<usize, Error> {
    let (mut request, mut job) = (connect(database)?, connect(database)?);
    let mut failed = 0;
    for nth in 0..USERS_PER_THREAD {
        let email = format!("user-{number}-{nth}@example.org");
        let user: User = diesel::insert_into(users::table)
            .values(users::email.eq(email))
            .returning(User::as_returning())
            .get_result(&mut request)?;
        let together = Barrier::new(2);
        let (user, together) = (&user, &together);
        let results = thread::scope(|scope| {
            let mailed = scope.spawn(|| {
                together.wait();
                let detail = lazy_build(user, &mut job)?;
                diesel::update(user_details::table.find(detail.id))
                    .set(user_details::welcome_mail.eq("sent"))
                    .execute(&mut job)
                    .map_err(camshaft::Error::from)
            });
            together.wait();
            let detail = lazy_build(user, &mut request);
            let welcomed = detail.and_then(|detail| {
                diesel::update(user_details::table.find(detail.id))
                    .set(user_details::onboarding_status.eq("started"))
                    .execute(&mut request)
                    .map_err(camshaft::Error::from)
            });
            (welcomed, mailed.join())
        });
        let (welcomed, mailed) = results;
        let mailed = mailed.map_err(|_| "the background job panicked")?;
        failed += usize::from(welcomed.is_err()) + usize::from(mailed.is_err());
    }
    Ok(failed)
}

fn count(database: &Path, failed: usize) -> Result<Outcome, Error> {
    let conn = &mut connect(database)?;
    let users: i64 = users::table.count().get_result(conn)?;
    let details: i64 = user_details::table.count().get_result(conn)?;
    let kept: (i64, i64) = user_details::table
        .select((
            diesel::dsl::count(user_details::onboarding_status),
            diesel::dsl::count(user_details::welcome_mail),
        ))
        .get_result(conn)?;
    Ok(Outcome {
        users,
        details,
        failed,
        lost: 2 * users - kept.0 - kept.1,
    })
}
