//! `retry` on blocking connections.

use std::thread;

use diesel::Connection;
use diesel::result::Error as DieselError;

use super::policy::{Attempts, RetryPolicy, last};
use crate::cause::DieselCause;
use crate::dialect::Dialect;
use crate::transaction::{Scope, begin, conclude, is_broken};

/// Runs a whole transaction, and runs it again when the server says that only this helps:
/// serialization failures, deadlocks, lock time-outs, and a busy SQLite database.
///
/// The closure may run several times: whatever it does outside of the database must bear that.
/// Every other error is returned at once, after a rollback. On SQLite the transaction begins with
/// `BEGIN IMMEDIATE`, so that it never fails in its middle. On PostgreSQL a statement is sent
/// before `COMMIT`: a closure that swallowed an error returns that, not a success with nothing
/// stored. On MySQL and MariaDB a savepoint shows whether the transaction is still the one that was
/// begun: a deadlock that was swallowed has ended it, and the statements after it were committed by
/// themselves, as they are by a statement that changes the schema. That is an error then.
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
/// Which declared key an error violates is told inside, where the statement is known: an error of
/// your own then, which ends the transaction and is returned at once.
///
/// ```
#[doc = include_str!("../../doc/setup.rs")]
#[doc = include_str!("../../doc/sign_up.rs")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let conn = &mut connection()?;
/// use camshaft::RetryPolicy;
///
/// let new = (users::email.eq("bob@example.org"), users::name.eq("Another Bob"));
/// let signed_up = camshaft::retry(conn, RetryPolicy::default(), |tx| {
///     let inserted = diesel::insert_into(users::table).values(new).execute(tx);
///     inserted.map_err(|error| match User::unique_violation(&error) {
///         Some(UserUnique::Email) => SignUp::EmailTaken,
///         _ => SignUp::Database(error),
///     })
/// });
/// assert!(matches!(signed_up, Err(SignUp::EmailTaken)));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// What the closure returns; [`Error::AlreadyInTransaction`](crate::Error::AlreadyInTransaction) when a transaction is open already. On
/// MySQL and MariaDB it is asked before the first attempt, as `BEGIN` would commit it: with
/// `autocommit = 0` one is open always, and MariaDB also tells of one that a statement began;
/// any error of `BEGIN` and `COMMIT`. The last error when the policy allows no further attempt: as a
/// [`camshaft::Error`](crate::Error) it is [`Error::RestartTransaction`](crate::Error::RestartTransaction), whether the work, `BEGIN` or
/// `COMMIT` met it. Other error types are as their `From<diesel::result::Error>` makes them, or as
/// [`DieselCause::into_restart`] says.
pub fn retry<C, T, E, F>(conn: &mut C, policy: RetryPolicy, mut work: F) -> Result<T, E>
where
    C: Connection<Backend: Dialect>,
    E: From<DieselError> + DieselCause,
    F: FnMut(&mut C) -> Result<T, E>,
{
    let mut attempts = Attempts::new(policy);
    loop {
        let error = match attempt(conn, &mut work) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        match attempts.after::<C::Backend>(error.diesel_cause()) {
            // A connection whose rollback failed begins no further transaction.
            Some(pause) if !is_broken(conn) => thread::sleep(pause),
            _ => return Err(last::<C::Backend, E>(error)),
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
        // The work may have swallowed the error that ended the transaction.
        if let Some(probe) = C::Backend::PROBE_BEFORE_COMMIT {
            conn.batch_execute(probe)?;
        }
        Ok(value)
    });
    conclude(conn, Scope::Transaction, result, E::from)
}
