//! Statements on blocking connections.

use diesel::RunQueryDsl;
use diesel::connection::{Connection, LoadConnection};
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::query_dsl::methods::LoadQuery;
use diesel::result::QueryResult;

/// A query that the blocking connection `C` loads as rows of the type `U`; what it borrows lives for `'q`.
pub trait Loads<'q, C, U>: Sized {
    /// Loads all rows.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn load_all(self, conn: &mut C) -> QueryResult<Vec<U>>;

    /// Loads the first row.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none; any error of the database.
    fn load_one(self, conn: &mut C) -> QueryResult<U>;
}

#[diagnostic::do_not_recommend]
impl<'q, C, Q, U> Loads<'q, C, U> for Q
where
    C: LoadConnection,
    Q: LoadQuery<'q, C, U> + RunQueryDsl<C>,
{
    fn load_all(self, conn: &mut C) -> QueryResult<Vec<U>> {
        RunQueryDsl::load(self, conn)
    }

    fn load_one(self, conn: &mut C) -> QueryResult<U> {
        RunQueryDsl::get_result(self, conn)
    }
}

/// A statement that the blocking connection `C` executes for its count of rows.
pub trait Executes<C>: Sized {
    /// Executes it, and returns the number of affected rows.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn execute_on(self, conn: &mut C) -> QueryResult<usize>;
}

#[diagnostic::do_not_recommend]
impl<C, Q> Executes<C> for Q
where
    C: Connection,
    Q: QueryFragment<C::Backend> + QueryId + RunQueryDsl<C>,
{
    fn execute_on(self, conn: &mut C) -> QueryResult<usize> {
        RunQueryDsl::execute(self, conn)
    }
}
