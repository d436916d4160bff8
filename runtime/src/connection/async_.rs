//! Statements on the connections of diesel-async.

use diesel::query_builder::{QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel_async::methods::LoadQuery;
use diesel_async::{AsyncConnection, RunQueryDsl};

/// A query that the asynchronous connection `C` loads as rows of the type `U`; what it borrows lives for
/// `'q`.
pub trait AsyncLoads<'q, C, U>: Sized + Send {
    /// Loads all rows.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn load_all(self, conn: &mut C) -> impl Future<Output = QueryResult<Vec<U>>> + Send;

    /// Loads the first row.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none; any error of the database.
    fn load_one(self, conn: &mut C) -> impl Future<Output = QueryResult<U>> + Send;
}

#[diagnostic::do_not_recommend]
impl<'q, C, Q, U> AsyncLoads<'q, C, U> for Q
where
    C: AsyncConnection,
    Q: LoadQuery<'q, C, U> + Send + 'q,
    U: Send,
{
    fn load_all(self, conn: &mut C) -> impl Future<Output = QueryResult<Vec<U>>> + Send {
        async move { RunQueryDsl::load(self, conn).await }
    }

    fn load_one(self, conn: &mut C) -> impl Future<Output = QueryResult<U>> + Send {
        async move { RunQueryDsl::get_result(self, conn).await }
    }
}

/// A statement that the asynchronous connection `C` executes for its count of rows.
pub trait AsyncExecutes<C>: Sized + Send {
    /// Executes it, and returns the number of affected rows.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn execute_on(self, conn: &mut C) -> impl Future<Output = QueryResult<usize>> + Send;
}

#[diagnostic::do_not_recommend]
impl<C, Q> AsyncExecutes<C> for Q
where
    C: AsyncConnection,
    Q: QueryFragment<C::Backend> + QueryId + Send,
{
    fn execute_on(self, conn: &mut C) -> impl Future<Output = QueryResult<usize>> + Send {
        async move { RunQueryDsl::execute(self, conn).await }
    }
}
