//! Duplicates on the connections of diesel-async.

use std::pin::Pin;

use diesel::result::QueryResult;
use diesel::sql_types::BigInt;
use diesel_async::AsyncConnection;

use super::bound::Statement;
use super::builder::{Count, Duplicates, LoadsDuplicates};
use super::member::Group;
use super::source::{KeySpecOn, Source};
use crate::connection::{AsyncLoads, Asynchronous};
use crate::dialect::Dialect;
use crate::error::Error;
use crate::keyed::of_failure;

/// An asynchronous connection that can find the duplicates of the source `S`.
pub trait AsyncDuplicatesConnection<S: Source>: AsyncConnection<Backend: Dialect> {
    /// Reads a page.
    #[doc(hidden)]
    fn page(
        &mut self,
        statement: Statement<S::SqlType>,
    ) -> impl Future<Output = QueryResult<Vec<S::Row>>> + Send;

    /// Counts the duplicates.
    #[doc(hidden)]
    fn count_duplicates(
        &mut self,
        statement: Statement<(BigInt, BigInt)>,
    ) -> impl Future<Output = QueryResult<(i64, i64)>> + Send;
}

impl<C, S> AsyncDuplicatesConnection<S> for C
where
    S: Source + KeySpecOn<<C::Backend as Dialect>::Marker>,
    C: AsyncConnection<Backend: Dialect>,
    Statement<S::SqlType>: AsyncLoads<'static, C, S::Row>,
    Statement<(BigInt, BigInt)>: AsyncLoads<'static, C, (i64, i64)>,
{
    fn page(
        &mut self,
        statement: Statement<S::SqlType>,
    ) -> impl Future<Output = QueryResult<Vec<S::Row>>> + Send {
        statement.load_all(self)
    }

    fn count_duplicates(
        &mut self,
        statement: Statement<(BigInt, BigInt)>,
    ) -> impl Future<Output = QueryResult<(i64, i64)>> + Send {
        statement.load_one(self)
    }
}

/// The queries of [`Duplicates`] on a connection of diesel-async: the methods of
/// [`DuplicatesDsl`](super::DuplicatesDsl), with the same statements and errors.
pub trait AsyncDuplicatesDsl<S: Source, C> {
    /// Reads the next groups; `None` once there are no more.
    fn next_page(
        &mut self,
        conn: &mut C,
    ) -> impl Future<Output = Result<Option<Vec<Group<S::Id>>>, Error>> + Send;

    /// Counts all groups, and the rows in them, in one statement, whatever the limit.
    fn count(self, conn: &mut C) -> impl Future<Output = Result<Count, Error>> + Send;
}

impl<S, C> AsyncDuplicatesDsl<S, C> for Duplicates<S>
where
    S: Source,
    C: AsyncDuplicatesConnection<S>,
{
    fn next_page(
        &mut self,
        conn: &mut C,
    ) -> impl Future<Output = Result<Option<Vec<Group<S::Id>>>, Error>> + Send {
        async move {
            if let Some(question) = self.asks_for_index(<C::Backend as Dialect>::BACKEND) {
                let counted = conn.count_duplicates(question).await;
                self.answer_for_index(counted.map_err(of_failure::<C::Backend>)?);
            }
            let Some(statement) = self.statement(<C::Backend as Dialect>::BACKEND) else {
                return Ok(None);
            };
            let rows = conn.page(statement).await;
            Ok(self.take(rows.map_err(of_failure::<C::Backend>)?))
        }
    }

    fn count(self, conn: &mut C) -> impl Future<Output = Result<Count, Error>> + Send {
        let statement = self.counting(<C::Backend as Dialect>::BACKEND);
        async move {
            let counted = conn.count_duplicates(statement).await;
            counted.map(Count::of).map_err(of_failure::<C::Backend>)
        }
    }
}

#[diagnostic::do_not_recommend]
impl<'c, S, C> LoadsDuplicates<'c, S, Asynchronous> for C
where
    S: Source + 'c,
    C: AsyncDuplicatesConnection<S> + Send + 'c,
{
    type Loaded = Pin<Box<dyn Future<Output = Result<Vec<Group<S::Id>>, Error>> + Send + 'c>>;

    fn load_all(&'c mut self, mut duplicates: Duplicates<S>) -> Self::Loaded {
        Box::pin(async move {
            let mut all = Vec::new();
            while let Some(groups) = duplicates.next_page(self).await? {
                all.extend(groups);
            }
            Ok(all)
        })
    }
}
