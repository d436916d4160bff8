//! Merging on blocking connections.

use std::ops::ControlFlow;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use diesel::connection::{LoadConnection, TransactionManager};
use diesel::query_builder::SqlQuery;
use diesel::result::{Error as DieselError, QueryResult};
use diesel::sql_query;

use super::chunk::Mode;
use super::error::{MergeError, Refusal};
use super::isolation::read_committed;
use super::report::{Progress, Report};
use super::request::Merge;
use super::run::run;
use super::undo::{Undo, Undone, undo};
use crate::catalog::references::{Schema, Session, TextRow};
use crate::catalog::{Arena, Backend, Inspect, inspect};
use crate::connection::{Executes, Loads};
use crate::dialect::{Class, Dialect, classify};
use crate::duplicates::{HasKeySpec, KeySpecOn};
use crate::sql::{Fragment as _, Statement};
use crate::transaction::{self, Scope};

/// The methods of a [`Merge`] on a blocking connection.
///
/// The [`prelude`](crate::prelude) brings it.
pub trait MergeDsl<C> {
    /// Merges chunk after chunk of groups, each in a transaction of its own.
    ///
    /// # Errors
    ///
    /// [`MergeError::Refused`] before anything is changed; errors of the database that end the run.
    /// A group that could not be merged is reported in the [`Report`].
    fn merge(&self, conn: &mut C) -> Result<Report, MergeError>;

    /// Does the same, and asks before the first chunk and after each whether to go on. It does not ask where there is
    /// no chunk.
    ///
    /// # Errors
    ///
    /// The errors of [`merge`](Self::merge).
    fn merge_with(
        &self,
        conn: &mut C,
        observe: impl FnMut(Progress<'_>) -> ControlFlow<()> + Send,
    ) -> Result<Report, MergeError>;

    /// Merges in the transaction that is open on the connection: each chunk in a savepoint of its own,
    /// and all of them or none. It is for a table that was locked against writers at the beginning of a
    /// transaction at READ COMMITTED, as an index is to be created in it.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use camshaft::duplicates::KeySpec;
    /// use camshaft::merge::{Merge, MergeError, Refusal};
    /// use camshaft::prelude::*;
    /// use diesel::connection::SimpleConnection;
    /// use diesel::prelude::*;
    ///
    /// let conn = &mut SqliteConnection::establish(":memory:")?;
    /// conn.batch_execute(
    ///     "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
    ///      INSERT INTO users (email) VALUES ('ada@example.org'), ('ada@example.org')",
    /// )?;
    /// let merge = Merge::new(KeySpec::of_columns("users", ["email"]));
    /// assert!(matches!(
    ///     merge.merge_inside(conn),
    ///     Err(MergeError::Refused(Refusal::NoTransaction))
    /// ));
    /// conn.immediate_transaction(|conn| {
    ///     let report = merge.merge_inside(conn)?;
    ///     assert_eq!((report.groups, report.failed.len()), (1, 0));
    ///     conn.batch_execute("CREATE UNIQUE INDEX users_email ON users (email)")?;
    ///     Ok::<_, MergeError>(())
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of [`merge`](Self::merge); [`Refusal::NoTransaction`](super::Refusal::NoTransaction) when none
    /// is open, and [`Refusal::InTransaction`](super::Refusal::InTransaction) on MySQL and MariaDB, where
    /// creating the archive would commit it.
    fn merge_inside(&self, conn: &mut C) -> Result<Report, MergeError>;

    /// Counts what [`merge`](Self::merge) would do, and writes nothing. A row that conflicts only because rows that it
    /// refers to do is not foreseen; [`rehearse`](Self::rehearse) finds it.
    ///
    /// # Errors
    ///
    /// The errors of [`merge`](Self::merge).
    fn dry_run(&self, conn: &mut C) -> Result<Report, MergeError>;

    /// Does what [`merge`](Self::merge) does, and rolls each transaction back: it meets each collision,
    /// constraint and trigger, takes the same locks, and leaves nothing behind, not even a table.
    ///
    /// The [`Report`] says how long locks were held. Values of sequences are used up.
    ///
    /// # Errors
    ///
    /// The errors of [`merge`](Self::merge).
    fn rehearse(&self, conn: &mut C) -> Result<Report, MergeError>;
}

impl<C, S> MergeDsl<C> for Merge<S>
where
    S: HasKeySpec + KeySpecOn<<C::Backend as Dialect>::Marker>,
    C: LoadConnection<Backend: Dialect + Inspect> + Send,
    SqlQuery: Executes<C> + Loads<'static, C, TextRow>,
{
    fn merge(&self, conn: &mut C) -> Result<Report, MergeError> {
        self.merge_with(conn, |_| ControlFlow::Continue(()))
    }

    fn merge_with(
        &self,
        conn: &mut C,
        mut observe: impl FnMut(Progress<'_>) -> ControlFlow<()> + Send,
    ) -> Result<Report, MergeError> {
        finish(run(
            &mut BlockingSession::own(conn),
            &self.on(C::Backend::BACKEND),
            Mode::Apply,
            &mut observe,
        ))
    }

    fn merge_inside(&self, conn: &mut C) -> Result<Report, MergeError> {
        let status = C::TransactionManager::transaction_manager_status_mut(conn);
        if status.transaction_depth()?.is_none() {
            return Err(Refusal::NoTransaction.into());
        }
        if C::Backend::BACKEND == Backend::Mysql {
            // `CREATE TABLE` would commit the transaction of the caller.
            return Err(Refusal::InTransaction.into());
        }
        let mut session = BlockingSession {
            conn,
            transactions: Transactions::Savepoints,
        };
        let mut observe = |_: Progress<'_>| ControlFlow::Continue(());
        finish(run(
            &mut session,
            &self.on(C::Backend::BACKEND),
            Mode::Apply,
            &mut observe,
        ))
    }

    fn dry_run(&self, conn: &mut C) -> Result<Report, MergeError> {
        let mut observe = |_: Progress<'_>| ControlFlow::Continue(());
        finish(run(
            &mut BlockingSession::own(conn),
            &self.on(C::Backend::BACKEND),
            Mode::Count,
            &mut observe,
        ))
    }

    fn rehearse(&self, conn: &mut C) -> Result<Report, MergeError> {
        let mut observe = |_: Progress<'_>| ControlFlow::Continue(());
        finish(run(
            &mut BlockingSession::own(conn),
            &self.on(C::Backend::BACKEND),
            Mode::Rehearse,
            &mut observe,
        ))
    }
}

/// The methods of an [`Undo`] on a blocking connection.
///
/// The [`prelude`](crate::prelude) brings it.
pub trait UndoDsl<C> {
    /// Takes it back, its last transaction first, each in a transaction of its own. A row that the server
    /// refuses is left, and the others come back: [`Undone`] counts and names it.
    ///
    /// # Errors
    ///
    /// [`MergeError::Refused`] when there is no such run; errors of the database that end it.
    fn run(&self, conn: &mut C) -> Result<Undone, MergeError>;
}

impl<C> UndoDsl<C> for Undo
where
    C: LoadConnection<Backend: Dialect + Inspect> + Send,
    SqlQuery: Executes<C> + Loads<'static, C, TextRow>,
{
    fn run(&self, conn: &mut C) -> Result<Undone, MergeError> {
        finish(undo(&mut BlockingSession::own(conn), self))
    }
}

struct BlockingSession<'c, C> {
    conn: &'c mut C,
    transactions: Transactions,
}

/// The transaction that a group is merged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transactions {
    /// A transaction of its own.
    Own,
    /// A savepoint of the caller's.
    Savepoints,
}

impl<'c, C> BlockingSession<'c, C> {
    const fn own(conn: &'c mut C) -> Self {
        Self {
            conn,
            transactions: Transactions::Own,
        }
    }
}

impl<C> Session for BlockingSession<'_, C>
where
    C: LoadConnection<Backend: Dialect + Inspect> + Send,
    SqlQuery: Executes<C> + Loads<'static, C, TextRow>,
{
    const BACKEND: Backend = <C::Backend as Dialect>::BACKEND;

    async fn schema(&mut self) -> QueryResult<Schema> {
        let arena = Arena::new();
        Ok(Schema::of(&inspect(self.conn, &arena)?))
    }

    async fn begin(&mut self) -> QueryResult<()> {
        if self.transactions == Transactions::Savepoints {
            return C::TransactionManager::begin_transaction(self.conn);
        }
        let begun = transaction::begin(self.conn)?;
        match read_committed(Self::BACKEND, begun) {
            Some(statements) => self.conn.batch_execute(statements),
            None => Ok(()),
        }
    }

    async fn conclude<T: Send, E: From<DieselError> + Send>(
        &mut self,
        outcome: Result<T, E>,
    ) -> Result<T, E> {
        transaction::conclude(self.conn, Scope::Transaction, outcome, E::from)
    }

    async fn roll_back(&mut self) -> QueryResult<()> {
        transaction::roll_back(self.conn, Scope::Transaction)
    }

    async fn execute(&mut self, sql: &Statement) -> QueryResult<usize> {
        sql_query(sql.as_str()).execute_on(self.conn)
    }

    async fn execute_many(&mut self, sql: &Statement) -> QueryResult<()> {
        self.conn.batch_execute(sql.as_str())
    }

    async fn rows(&mut self, sql: &Statement) -> QueryResult<Vec<TextRow>> {
        sql_query(sql.as_str()).load_all(self.conn)
    }

    async fn pause(&mut self, pause: Duration) {
        std::thread::sleep(pause);
    }

    fn is_restart(error: &DieselError) -> bool {
        classify::<C::Backend>(error) == Class::Restart
    }
}

/// Runs a future that never waits to its end.
fn finish<F: Future>(future: F) -> F::Output {
    let polled = pin!(future).poll(&mut Context::from_waker(Waker::noop()));
    match polled {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!(
            "a blocking connection never waits; please report it in camshaft's repository"
        ),
    }
}
