//! `retry` on blocking connections.

use std::num::NonZeroU32;
use std::thread;
use std::time::Instant;

use diesel::Connection;
use diesel::connection::TransactionManager;
use diesel::result::{Error as DieselError, QueryResult};

use super::cause::DieselCause;
use super::policy::RetryPolicy;
use crate::dialect::sealed::Errors as _;
use crate::dialect::{Class, Dialect};
use crate::error::Error;

/// Runs a whole transaction, and runs it again when the server says that only this helps:
/// serialization failures, deadlocks, lock time-outs, and a busy SQLite database.
///
/// The closure may run several times: whatever it does outside of the database must bear that.
/// Every other error is returned at once, after a rollback. On SQLite the transaction begins with
/// `BEGIN IMMEDIATE`, so that it never fails in its middle. On PostgreSQL a statement is sent
/// before `COMMIT`: a closure that swallowed an error returns that, not a success with nothing
/// stored.
///
/// Inside [`begin_test_transaction`](Connection::begin_test_transaction) each attempt is a
/// savepoint.
///
/// # Example
///
/// ```
#[doc = include_str!("../../doc/setup.rs")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let conn = &mut connection()?;
/// use camshaft::prelude::*;
///
/// use camshaft::RetryPolicy;
///
/// let user: User = users::table.select(User::as_select()).first(conn)?;
/// let detail = camshaft::retry(conn, RetryPolicy::default(), |tx| {
///     let detail = user.detail().get_or_create(tx)?;
///     diesel::update(users::table.find(user.id)).set(users::name.eq("Ada L.")).execute(tx)?;
///     Ok::<_, camshaft::Error>(detail)
/// })?;
/// assert_eq!(detail.user_id, user.id);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// What the closure returns; [`Error::AlreadyInTransaction`] when a transaction is open already;
/// any error of `BEGIN` and `COMMIT`. The last error when the policy allows no further attempt.
pub fn retry<C, T, E, F>(conn: &mut C, policy: RetryPolicy, mut work: F) -> Result<T, E>
where
    C: Connection<Backend: Dialect>,
    E: From<DieselError> + DieselCause,
    F: FnMut(&mut C) -> Result<T, E>,
{
    let started = Instant::now();
    let mut attempts = 0;
    loop {
        attempts += 1;
        let error = match attempt(conn, &mut work) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let restart = error
            .diesel_cause()
            .is_some_and(|cause| C::Backend::classify(cause) == Class::Restart);
        match policy.pause_after(attempts, started.elapsed()) {
            Some(pause) if restart && !is_broken(conn) => {
                tracing::debug!(target: "camshaft", attempts, ?pause, "transaction is run again");
                thread::sleep(pause);
            }
            _ => return Err(error),
        }
    }
}

fn attempt<C, T, E, F>(conn: &mut C, work: &mut F) -> Result<T, E>
where
    C: Connection<Backend: Dialect>,
    E: From<DieselError>,
    F: FnMut(&mut C) -> Result<T, E>,
{
    begin(conn)?;
    let result = work(conn).and_then(|value| {
        if let Some(probe) = C::Backend::PROBE_BEFORE_COMMIT {
            conn.batch_execute(probe)?;
        }
        Ok(value)
    });
    match result {
        Ok(value) => {
            C::TransactionManager::commit_transaction(conn)?;
            Ok(value)
        }
        Err(error) => {
            // Diesel marks the connection as broken when this fails, mostly because it is lost;
            // what the work met tells more.
            let _ = C::TransactionManager::rollback_transaction(conn);
            Err(error)
        }
    }
}

/// Whether a rollback failed: the connection can run no further transaction.
fn is_broken<C: Connection>(conn: &mut C) -> bool {
    let status = C::TransactionManager::transaction_manager_status_mut(conn);
    status.transaction_depth().is_err()
}

/// Begins the outermost transaction, or a savepoint in a test transaction.
fn begin<C: Connection<Backend: Dialect>>(conn: &mut C) -> QueryResult<()> {
    let status = C::TransactionManager::transaction_manager_status_mut(conn);
    let depth = status.transaction_depth()?.map_or(0, NonZeroU32::get);
    let in_test = depth == 1 && !C::TransactionManager::is_broken_transaction_manager(conn);
    if depth > 0 && !in_test {
        return Err(Error::AlreadyInTransaction.into());
    }
    C::TransactionManager::begin_transaction(conn)?;
    match C::Backend::BEGIN_WRITE {
        Some(begin_write) if !in_test => begin_again(conn, begin_write),
        _ => Ok(()),
    }
}

/// Ends the empty transaction that Diesel began and begins one of another kind in its place.
///
/// Diesel offers that for its own connections only, not for pooled ones.
fn begin_again<C: Connection>(conn: &mut C, begin_write: &str) -> QueryResult<()> {
    conn.batch_execute(&format!("COMMIT; {begin_write}"))
        .inspect_err(|_| {
            // Diesel notices itself that no transaction is open any more; this is for one that is.
            let _ = C::TransactionManager::rollback_transaction(conn);
        })
}
