//! Transactions on blocking connections.

use std::num::NonZeroU32;

use diesel::Connection;
use diesel::connection::TransactionManager;
use diesel::result::{Error as DieselError, QueryResult};

use super::begin::{Begun, after_begin, tells_of_open};
use super::scope::{self, Scope};
use crate::dialect::Dialect;
use crate::error::Error;

/// Begins the outermost transaction, or a savepoint in a test transaction; which of them.
pub(crate) fn begin<C: Connection<Backend: Dialect>>(conn: &mut C) -> QueryResult<Begun> {
    let status = C::TransactionManager::transaction_manager_status_mut(conn);
    let depth = status.transaction_depth()?.map_or(0, NonZeroU32::get);
    // Diesel calls a connection in a transaction broken, unless it is a test transaction.
    let in_test = depth == 1 && !C::TransactionManager::is_broken_transaction_manager(conn);
    if (depth > 0 && !in_test) || is_open(conn)? {
        return Err(Error::AlreadyInTransaction.into());
    }
    C::TransactionManager::begin_transaction(conn)?;
    for statement in after_begin::<C::Backend>(in_test) {
        conn.batch_execute(&statement).inspect_err(|_| {
            // Diesel notices itself that no transaction is open any more; this is for one that is.
            let _ = C::TransactionManager::rollback_transaction(conn);
        })?;
    }
    Ok(if in_test {
        Begun::Savepoint
    } else {
        Begun::Outermost
    })
}

/// Begins a transaction, or a savepoint in the one that is open.
pub(crate) fn begin_within<C: Connection<Backend: Dialect>>(conn: &mut C) -> QueryResult<Scope> {
    if is_open(conn)? {
        // Diesel's `BEGIN` would commit what was done in it.
        conn.batch_execute(scope::SET)?;
        return Ok(Scope::Savepoint);
    }
    C::TransactionManager::begin_transaction(conn)?;
    Ok(Scope::Transaction)
}

/// Commits, or rolls back and keeps the error of the work; an error of `COMMIT` becomes one of the
/// caller's by `of_failure`.
pub(crate) fn conclude<C: Connection, T, E>(
    conn: &mut C,
    scope: Scope,
    outcome: Result<T, E>,
    of_failure: impl FnOnce(DieselError) -> E,
) -> Result<T, E> {
    match outcome {
        Ok(value) => match commit(conn, scope) {
            Ok(()) => Ok(value),
            Err(error) => Err(of_failure(error)),
        },
        Err(error) => {
            // Diesel marks the connection as broken when this fails, mostly because it is lost; the
            // error of the work says more.
            let _ = roll_back(conn, scope);
            Err(error)
        }
    }
}

fn commit<C: Connection>(conn: &mut C, scope: Scope) -> QueryResult<()> {
    match scope {
        Scope::Transaction => C::TransactionManager::commit_transaction(conn),
        Scope::Savepoint => conn.batch_execute(scope::RELEASE),
    }
}

/// Rolls back.
pub(crate) fn roll_back<C: Connection>(conn: &mut C, scope: Scope) -> QueryResult<()> {
    match scope {
        Scope::Transaction => C::TransactionManager::rollback_transaction(conn),
        Scope::Savepoint => conn.batch_execute(scope::ROLL_BACK),
    }
}

/// Returns whether a rollback failed: the connection can run no further transaction.
pub(crate) fn is_broken<C: Connection>(conn: &mut C) -> bool {
    let status = C::TransactionManager::transaction_manager_status_mut(conn);
    status.transaction_depth().is_err()
}

/// Returns whether a transaction is open that Diesel did not begin, and that its `BEGIN` would commit.
fn is_open<C: Connection<Backend: Dialect>>(conn: &mut C) -> QueryResult<bool> {
    let status = C::TransactionManager::transaction_manager_status_mut(conn);
    match (status.transaction_depth()?, C::Backend::PROBE_BEFORE_BEGIN) {
        (None, Some(probe)) => tells_of_open::<C::Backend>(conn.batch_execute(probe)),
        _ => Ok(false),
    }
}

/// Returns whether a transaction is open on MySQL or MariaDB, whoever began it.
pub(crate) fn is_in_transaction<C: Connection>(conn: &mut C) -> QueryResult<bool> {
    let status = C::TransactionManager::transaction_manager_status_mut(conn);
    if status.transaction_depth()?.is_some() {
        return Ok(true);
    }
    // A savepoint is forgotten at once where no transaction is open, so that its release fails.
    let probe = "SAVEPOINT camshaft_probe; RELEASE SAVEPOINT camshaft_probe";
    Ok(conn.batch_execute(probe).is_ok())
}
