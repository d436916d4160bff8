//! Transactions on the connections of diesel-async.

use std::num::NonZeroU32;

use diesel::result::{Error as DieselError, QueryResult};
use diesel_async::{AsyncConnection, TransactionManager};

use super::begin::{Begun, after_begin, tells_of_open};
use super::scope::{self, Scope};
use crate::dialect::Dialect;
use crate::error::Error;

/// Begins the outermost transaction, or a savepoint in a test transaction; which of them.
pub(crate) fn begin<C>(conn: &mut C) -> impl Future<Output = QueryResult<Begun>> + Send
where
    C: AsyncConnection<Backend: Dialect>,
{
    async move {
        let status = C::TransactionManager::transaction_manager_status_mut(conn);
        let depth = status.transaction_depth()?.map_or(0, NonZeroU32::get);
        let in_test = depth == 1 && !C::TransactionManager::is_broken_transaction_manager(conn);
        if (depth > 0 && !in_test) || is_open(conn).await? {
            return Err(Error::AlreadyInTransaction.into());
        }
        C::TransactionManager::begin_transaction(conn).await?;
        for statement in after_begin::<C::Backend>(in_test) {
            if let Err(error) = conn.batch_execute(&statement).await {
                // Diesel notices itself that no transaction is open any more; this is for one that is.
                let _ = C::TransactionManager::rollback_transaction(conn).await;
                return Err(error);
            }
        }
        Ok(if in_test {
            Begun::Savepoint
        } else {
            Begun::Outermost
        })
    }
}

/// Begins a transaction, or a savepoint in the one that is open.
pub(crate) fn begin_within<C>(conn: &mut C) -> impl Future<Output = QueryResult<Scope>> + Send
where
    C: AsyncConnection<Backend: Dialect>,
{
    async move {
        if is_open(conn).await? {
            conn.batch_execute(scope::SET).await?;
            return Ok(Scope::Savepoint);
        }
        C::TransactionManager::begin_transaction(conn).await?;
        Ok(Scope::Transaction)
    }
}

/// Commits, or rolls back and keeps the error of the work; an error of `COMMIT` becomes one of the
/// caller's by `of_failure`.
pub(crate) fn conclude<C, T, E>(
    conn: &mut C,
    scope: Scope,
    outcome: Result<T, E>,
    of_failure: impl FnOnce(DieselError) -> E + Send,
) -> impl Future<Output = Result<T, E>> + Send
where
    C: AsyncConnection,
    T: Send,
    E: Send,
{
    async move {
        match outcome {
            Ok(value) => match commit(conn, scope).await {
                Ok(()) => Ok(value),
                Err(error) => Err(of_failure(error)),
            },
            Err(error) => {
                // As for blocking connections: the error of the work says more.
                let _ = roll_back(conn, scope).await;
                Err(error)
            }
        }
    }
}

fn commit<C>(conn: &mut C, scope: Scope) -> impl Future<Output = QueryResult<()>> + Send
where
    C: AsyncConnection,
{
    async move {
        match scope {
            Scope::Transaction => C::TransactionManager::commit_transaction(conn).await,
            Scope::Savepoint => conn.batch_execute(scope::RELEASE).await,
        }
    }
}

/// Rolls back.
pub(crate) fn roll_back<C>(
    conn: &mut C,
    scope: Scope,
) -> impl Future<Output = QueryResult<()>> + Send
where
    C: AsyncConnection,
{
    async move {
        match scope {
            Scope::Transaction => C::TransactionManager::rollback_transaction(conn).await,
            Scope::Savepoint => conn.batch_execute(scope::ROLL_BACK).await,
        }
    }
}

/// Returns whether a rollback failed: the connection can run no further transaction.
pub(crate) fn is_broken<C: AsyncConnection>(conn: &mut C) -> bool {
    let status = C::TransactionManager::transaction_manager_status_mut(conn);
    status.transaction_depth().is_err()
}

/// Returns whether a transaction is open that Diesel did not begin, and that its `BEGIN` would commit.
fn is_open<C>(conn: &mut C) -> impl Future<Output = QueryResult<bool>> + Send
where
    C: AsyncConnection<Backend: Dialect>,
{
    async move {
        let status = C::TransactionManager::transaction_manager_status_mut(conn);
        match (status.transaction_depth()?, C::Backend::PROBE_BEFORE_BEGIN) {
            (None, Some(probe)) => tells_of_open::<C::Backend>(conn.batch_execute(probe).await),
            _ => Ok(false),
        }
    }
}
