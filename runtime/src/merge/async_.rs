//! Merging on the connections of diesel-async.

use std::ops::ControlFlow;
use std::time::Duration;

use diesel::query_builder::SqlQuery;
use diesel::result::{Error as DieselError, QueryResult};
use diesel::sql_query;
use diesel_async::AsyncConnection;

use super::chunk::Mode;
use super::error::MergeError;
use super::isolation::read_committed;
use super::report::{Progress, Report};
use super::request::Merge;
use super::run::run;
use super::undo::{Undo, Undone, undo};
use crate::catalog::references::{Schema, Session, TextRow};
use crate::catalog::{Arena, Backend, InspectAsync, inspect_async};
use crate::connection::{AsyncExecutes, AsyncLoads};
use crate::dialect::{Class, Dialect, classify};
use crate::duplicates::{HasKeySpec, KeySpecOn};
use crate::sql::{Fragment as _, Statement};
use crate::transaction::{self, Scope};

/// The methods of a [`Merge`] on an asynchronous connection.
///
/// The [`async_prelude`](crate::async_prelude) brings it.
pub trait AsyncMergeDsl<C> {
    /// Does the same as [`MergeDsl::merge`](super::MergeDsl::merge), awaited. A future that is dropped leaves its
    /// transaction open on the connection, as those of diesel-async do, and the settings of the run.
    ///
    /// # Errors
    ///
    /// The same.
    fn merge(&self, conn: &mut C) -> impl Future<Output = Result<Report, MergeError>> + Send;

    /// Does the same as [`MergeDsl::merge_with`](super::MergeDsl::merge_with), awaited.
    ///
    /// # Errors
    ///
    /// The same.
    fn merge_with(
        &self,
        conn: &mut C,
        observe: impl FnMut(Progress<'_>) -> ControlFlow<()> + Send,
    ) -> impl Future<Output = Result<Report, MergeError>> + Send;

    /// Does the same as [`MergeDsl::dry_run`](super::MergeDsl::dry_run), awaited.
    ///
    /// # Errors
    ///
    /// The same.
    fn dry_run(&self, conn: &mut C) -> impl Future<Output = Result<Report, MergeError>> + Send;

    /// Does the same as [`MergeDsl::rehearse`](super::MergeDsl::rehearse), awaited.
    ///
    /// # Errors
    ///
    /// The same.
    fn rehearse(&self, conn: &mut C) -> impl Future<Output = Result<Report, MergeError>> + Send;
}

impl<C, S> AsyncMergeDsl<C> for Merge<S>
where
    S: HasKeySpec + KeySpecOn<<C::Backend as Dialect>::Marker> + Sync,
    C: AsyncConnection<Backend: Dialect + InspectAsync>,
    SqlQuery: AsyncExecutes<C> + AsyncLoads<'static, C, TextRow>,
{
    fn merge(&self, conn: &mut C) -> impl Future<Output = Result<Report, MergeError>> + Send {
        self.merge_with(conn, |_| ControlFlow::Continue(()))
    }

    fn merge_with(
        &self,
        conn: &mut C,
        mut observe: impl FnMut(Progress<'_>) -> ControlFlow<()> + Send,
    ) -> impl Future<Output = Result<Report, MergeError>> + Send {
        async move {
            run(
                &mut AsyncSession(conn),
                &self.on(C::Backend::BACKEND),
                Mode::Apply,
                &mut observe,
            )
            .await
        }
    }

    fn dry_run(&self, conn: &mut C) -> impl Future<Output = Result<Report, MergeError>> + Send {
        async move {
            let mut observe = |_: Progress<'_>| ControlFlow::Continue(());
            run(
                &mut AsyncSession(conn),
                &self.on(C::Backend::BACKEND),
                Mode::Count,
                &mut observe,
            )
            .await
        }
    }

    fn rehearse(&self, conn: &mut C) -> impl Future<Output = Result<Report, MergeError>> + Send {
        async move {
            let mut observe = |_: Progress<'_>| ControlFlow::Continue(());
            run(
                &mut AsyncSession(conn),
                &self.on(C::Backend::BACKEND),
                Mode::Rehearse,
                &mut observe,
            )
            .await
        }
    }
}

/// The methods of an [`Undo`] on an asynchronous connection.
///
/// The [`async_prelude`](crate::async_prelude) brings it.
pub trait AsyncUndoDsl<C> {
    /// Does the same as [`UndoDsl::run`](super::UndoDsl::run), awaited.
    ///
    /// # Errors
    ///
    /// The same.
    fn run(&self, conn: &mut C) -> impl Future<Output = Result<Undone, MergeError>> + Send;
}

impl<C> AsyncUndoDsl<C> for Undo
where
    C: AsyncConnection<Backend: Dialect + InspectAsync>,
    SqlQuery: AsyncExecutes<C> + AsyncLoads<'static, C, TextRow>,
{
    fn run(&self, conn: &mut C) -> impl Future<Output = Result<Undone, MergeError>> + Send {
        async move { undo(&mut AsyncSession(conn), self).await }
    }
}

struct AsyncSession<'c, C>(&'c mut C);

impl<C> Session for AsyncSession<'_, C>
where
    C: AsyncConnection<Backend: Dialect + InspectAsync>,
    SqlQuery: AsyncExecutes<C> + AsyncLoads<'static, C, TextRow>,
{
    const BACKEND: Backend = <C::Backend as Dialect>::BACKEND;

    async fn schema(&mut self) -> QueryResult<Schema> {
        let mut arena = Arena::new();
        Ok(Schema::of(&inspect_async(self.0, &mut arena).await?))
    }

    async fn begin(&mut self) -> QueryResult<()> {
        let begun = transaction::begin_async(self.0).await?;
        match read_committed(Self::BACKEND, begun) {
            Some(statements) => self.0.batch_execute(statements).await,
            None => Ok(()),
        }
    }

    async fn conclude<T: Send, E: From<DieselError> + Send>(
        &mut self,
        outcome: Result<T, E>,
    ) -> Result<T, E> {
        transaction::conclude_async(self.0, Scope::Transaction, outcome, E::from).await
    }

    async fn roll_back(&mut self) -> QueryResult<()> {
        transaction::roll_back_async(self.0, Scope::Transaction).await
    }

    async fn execute(&mut self, sql: &Statement) -> QueryResult<usize> {
        sql_query(sql.as_str()).execute_on(self.0).await
    }

    async fn execute_many(&mut self, sql: &Statement) -> QueryResult<()> {
        self.0.batch_execute(sql.as_str()).await
    }

    async fn rows(&mut self, sql: &Statement) -> QueryResult<Vec<TextRow>> {
        sql_query(sql.as_str()).load_all(self.0).await
    }

    async fn pause(&mut self, pause: Duration) {
        crate::pause::pause(pause).await;
    }

    fn is_restart(error: &DieselError) -> bool {
        classify::<C::Backend>(error) == Class::Restart
    }
}
