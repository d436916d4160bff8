//! `retry!` on the connections of diesel-async.

use std::ops::ControlFlow;

use diesel::result::{Error as DieselError, QueryResult};
use diesel_async::AsyncConnection;

use super::policy::{Attempts, RetryPolicy, last};
use crate::cause::DieselCause;
use crate::dialect::Dialect;
use crate::transaction::{Scope, begin_async, conclude_async, is_broken_async};

/// Runs a whole transaction on an asynchronous connection, and runs it again when the server says
/// that only this helps: what [`retry`](fn@crate::retry) is for blocking connections.
///
/// `retry!(conn, policy, async |tx| { .. })` is used in asynchronous code and is its `Result`,
/// already awaited. It is a macro, because the future of a function that takes an asynchronous
/// closure with borrows cannot be promised to be `Send`; what it expands to is a loop around a
/// [`RetryLoop`]. The body may borrow what is around it, and may say its type:
/// `async |tx| -> Result<_, MyError> { .. }`.
///
/// The errors are those of [`retry`](fn@crate::retry): the last one is
/// [`Error::RestartTransaction`](crate::Error::RestartTransaction) where only another attempt would have helped.
///
/// The pauses need no timers of the runtime: `Builder::enable_time` of Tokio may be left out.
///
/// When the future is dropped in its middle, the transaction stays open on the connection, as with
/// diesel-async's own `transaction`: pools of diesel-async close such a connection.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # async fn example(conn: &mut diesel_async::sync_connection_wrapper::SyncConnectionWrapper<diesel::SqliteConnection>) -> Result<i32, camshaft::Error> {
/// use camshaft::RetryPolicy;
/// use diesel::dsl::sql;
/// use diesel::sql_types::Integer;
/// use diesel_async::RunQueryDsl;
///
/// let answer = camshaft::retry!(conn, RetryPolicy::default(), async |tx| {
///     let answer: i32 = diesel::select(sql::<Integer>("42")).get_result(tx).await?;
///     Ok::<_, camshaft::Error>(answer)
/// })?;
/// # Ok(answer)
/// # }
/// # fn main() {}
/// ```
///
/// The declared key that an error violates is looked up inside, where the statement is known: an
/// error of your own then, which ends the transaction and is returned at once.
///
#[cfg_attr(feature = "sqlite", doc = "```")]
#[cfg_attr(not(feature = "sqlite"), doc = "```text")]
#[doc = include_str!("../../doc/setup.rs")]
#[doc = include_str!("../../doc/sign_up.rs")]
/// use camshaft::RetryPolicy;
/// use diesel_async::RunQueryDsl;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// #     tokio::runtime::Runtime::new()?.block_on(example())
/// # }
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// # use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
/// # let conn = &mut SyncConnectionWrapper::<SqliteConnection>::new(connection()?);
/// let new = (users::email.eq("bob@example.org"), users::name.eq("Another Bob"));
/// let signed_up = camshaft::retry!(conn, RetryPolicy::default(), async |tx| {
///     let inserted = diesel::insert_into(users::table).values(new).execute(tx).await;
///     inserted.map_err(|error| match User::unique_violation(&error) {
///         Some(UserUnique::Email) => SignUp::EmailTaken,
///         _ => SignUp::Database(error),
///     })
/// });
/// assert!(matches!(signed_up, Err(SignUp::EmailTaken)));
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! retry {
    ($conn:expr, $policy:expr, async |$tx:tt $(: $type:ty)?| -> $result:ty $body:block $(,)?) => {
        $crate::retry!(@ $conn, $policy, [$tx $(: $type)?], async {
            let result: $result = async { $body }.await;
            result
        })
    };
    ($conn:expr, $policy:expr, async |$tx:tt $(: $type:ty)?| $body:expr $(,)?) => {
        $crate::retry!(@ $conn, $policy, [$tx $(: $type)?], async { $body })
    };
    (@ $conn:expr, $policy:expr, [$tx:tt $(: $type:ty)?], $work:expr) => {{
        let conn = &mut *$conn;
        let mut attempts = $crate::RetryLoop::new($policy);
        loop {
            let result = match attempts.begin(conn).await {
                ::core::result::Result::Ok(()) => {
                    let $tx $(: $type)? = &mut *conn;
                    $work.await
                }
                ::core::result::Result::Err(error) => {
                    ::core::result::Result::Err(::core::convert::From::from(error))
                }
            };
            match attempts.end(conn, result).await {
                ::core::ops::ControlFlow::Continue(()) => {}
                ::core::ops::ControlFlow::Break(result) => break result,
            }
        }
    }};
}

/// The loop behind [`retry!`](crate::retry!), for code that needs it in a shape of its own.
///
/// [`begin`](Self::begin), then the work, then [`end`](Self::end) with what it returned, until that
/// breaks.
#[derive(Debug)]
pub struct RetryLoop {
    attempts: Attempts,
    /// True if this loop's transaction is open.
    began: bool,
}

impl RetryLoop {
    /// Begins to count attempts.
    #[must_use]
    pub fn new(policy: RetryPolicy) -> Self {
        Self {
            attempts: Attempts::new(policy),
            began: false,
        }
    }

    /// Begins the transaction of an attempt: `BEGIN`, or `BEGIN IMMEDIATE` on SQLite.
    ///
    /// # Errors
    ///
    /// [`Error::AlreadyInTransaction`](crate::Error::AlreadyInTransaction); any error of `BEGIN`.
    pub fn begin<C>(&mut self, conn: &mut C) -> impl Future<Output = QueryResult<()>> + Send
    where
        C: AsyncConnection<Backend: Dialect>,
    {
        async move {
            begin_async(conn).await?;
            self.began = true;
            Ok(())
        }
    }

    /// Ends the transaction of an attempt: commits or rolls back, and pauses if there is another.
    ///
    /// On PostgreSQL, MySQL and MariaDB a statement is sent before `COMMIT`: work that swallowed an
    /// error which ended the transaction returns an error, not a success with nothing stored.
    pub fn end<C, T, E>(
        &mut self,
        conn: &mut C,
        result: Result<T, E>,
    ) -> impl Future<Output = ControlFlow<Result<T, E>>> + Send
    where
        C: AsyncConnection<Backend: Dialect>,
        T: Send,
        E: From<DieselError> + DieselCause + Send,
    {
        async move {
            let error = match self.conclude(conn, result).await {
                Ok(value) => return ControlFlow::Break(Ok(value)),
                Err(error) => error,
            };
            let pause = self.attempts.after::<C::Backend>(error.diesel_cause());
            match pause {
                // A connection whose rollback failed begins no further transaction.
                Some(pause) if !is_broken_async(conn) => {
                    crate::pause::pause(pause).await;
                    ControlFlow::Continue(())
                }
                _ => ControlFlow::Break(Err(last::<C::Backend, E>(error))),
            }
        }
    }

    /// Commits or rolls back what this loop began.
    fn conclude<C, T, E>(
        &mut self,
        conn: &mut C,
        result: Result<T, E>,
    ) -> impl Future<Output = Result<T, E>> + Send
    where
        C: AsyncConnection<Backend: Dialect>,
        T: Send,
        E: From<DieselError> + Send,
    {
        // Where `begin` failed, a rollback would end a transaction of the caller.
        let began = std::mem::take(&mut self.began);
        async move {
            if !began {
                return result;
            }
            // The work may have swallowed the error that ended the transaction.
            let result = match (result, C::Backend::PROBE_BEFORE_COMMIT) {
                (Ok(value), Some(probe)) => match conn.batch_execute(probe).await {
                    Ok(()) => Ok(value),
                    Err(error) => Err(E::from(error)),
                },
                (result, _) => result,
            };
            conclude_async(conn, Scope::Transaction, result, E::from).await
        }
    }
}
