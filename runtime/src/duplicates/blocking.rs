//! Duplicates on blocking connections.

use diesel::connection::LoadConnection;
use diesel::result::QueryResult;
use diesel::sql_types::BigInt;

use super::bound::Statement;
use super::builder::{Count, Duplicates, LoadsDuplicates};
use super::member::Group;
use super::source::{KeySpecOn, Source};
use crate::connection::{Blocking, Loads};
use crate::dialect::Dialect;
use crate::error::Error;
use crate::keyed::of_failure;

/// A connection that can find the duplicates of the source `S`.
pub trait DuplicatesConnection<S: Source>: LoadConnection<Backend: Dialect> {
    /// Reads a page.
    #[doc(hidden)]
    fn page(&mut self, statement: Statement<S::SqlType>) -> QueryResult<Vec<S::Row>>;

    /// Counts the duplicates.
    #[doc(hidden)]
    fn count_duplicates(
        &mut self,
        statement: Statement<(BigInt, BigInt)>,
    ) -> QueryResult<(i64, i64)>;
}

impl<C, S> DuplicatesConnection<S> for C
where
    S: Source + KeySpecOn<<C::Backend as Dialect>::Marker>,
    C: LoadConnection<Backend: Dialect>,
    Statement<S::SqlType>: Loads<'static, C, S::Row>,
    Statement<(BigInt, BigInt)>: Loads<'static, C, (i64, i64)>,
{
    fn page(&mut self, statement: Statement<S::SqlType>) -> QueryResult<Vec<S::Row>> {
        statement.load_all(self)
    }

    fn count_duplicates(
        &mut self,
        statement: Statement<(BigInt, BigInt)>,
    ) -> QueryResult<(i64, i64)> {
        statement.load_one(self)
    }
}

/// The queries of [`Duplicates`] on a blocking connection.
pub trait DuplicatesDsl<S: Source, C> {
    /// Reads the next groups; `None` once there are no more.
    ///
    /// ```sql
    /// SELECT .. FROM (
    ///     SELECT email, count(*) FROM users WHERE email IS NOT NULL AND email > $1
    ///     GROUP BY email HAVING count(*) > 1 ORDER BY email LIMIT 1000
    /// ) JOIN users USING (email) ..
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the database.
    fn next_page(&mut self, conn: &mut C) -> Result<Option<Vec<Group<S::Id>>>, Error>;

    /// Counts all groups, and the rows in them, in one statement, whatever the limit.
    ///
    /// # Errors
    ///
    /// The errors of the database.
    fn count(self, conn: &mut C) -> Result<Count, Error>;
}

impl<S, C> DuplicatesDsl<S, C> for Duplicates<S>
where
    S: Source,
    C: DuplicatesConnection<S>,
{
    fn next_page(&mut self, conn: &mut C) -> Result<Option<Vec<Group<S::Id>>>, Error> {
        if let Some(question) = self.asks_for_index(<C::Backend as Dialect>::BACKEND) {
            let counted = conn.count_duplicates(question);
            self.answer_for_index(counted.map_err(of_failure::<C::Backend>)?);
        }
        let Some(statement) = self.statement(<C::Backend as Dialect>::BACKEND) else {
            return Ok(None);
        };
        let rows = conn.page(statement).map_err(of_failure::<C::Backend>)?;
        Ok(self.take(rows))
    }

    fn count(self, conn: &mut C) -> Result<Count, Error> {
        let statement = self.counting(<C::Backend as Dialect>::BACKEND);
        let counted = conn.count_duplicates(statement);
        counted.map(Count::of).map_err(of_failure::<C::Backend>)
    }
}

#[diagnostic::do_not_recommend]
impl<'c, S, C> LoadsDuplicates<'c, S, Blocking> for C
where
    S: Source,
    C: DuplicatesConnection<S> + 'c,
{
    type Loaded = Result<Vec<Group<S::Id>>, Error>;

    fn load_all(&'c mut self, mut duplicates: Duplicates<S>) -> Self::Loaded {
        let mut all = Vec::new();
        while let Some(groups) = duplicates.next_page(self)? {
            all.extend(groups);
        }
        Ok(all)
    }
}
