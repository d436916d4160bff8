//! Creation with the parent on the connections of diesel-async.

use std::pin::Pin;

use diesel::associations::HasTable;
#[cfg(feature = "postgres")]
use diesel::pg::Pg;
use diesel::query_builder::{InsertStatement, QueryFragment};
use diesel::result::Error as DieselError;
use diesel::{Insertable, Selectable};
use diesel_async::AsyncConnection;

use super::builder::{Children, Each, Insertion, NewChild};
use super::nodes::{InsertParent, ReadInserted};
use super::read_back::{FORGET_LAST_ID, Parent, numbered_column, of_read_back};
#[cfg(feature = "postgres")]
use super::together::{
    ChildrenTogether, Erased, Families, PARENTS_A_STATEMENT, chunks, families, of_failed_families,
};
use super::{InsertsWithChildren, the_one};
use crate::catalog::CatalogFor;
use crate::connection::{AsyncExecutes, AsyncLoads, Asynchronous};
#[cfg(feature = "postgres")]
use crate::dialect::Together;
use crate::dialect::{Counting, Dialect, InSequence, Returning};
use crate::error::Error;
use crate::keyed::{
    AsyncCreatesRows, AsyncKeyedDsl as _, HasOne, Keyed, PlainInsert, SharedFragment,
    SufficientFor, Values, of_failure,
};
use crate::transaction::{begin_within_async, conclude_async};

/// The insertion of the parents `P` over the connection `C`.
pub trait AsyncWritesParents<C: AsyncConnection, P: Parent> {
    /// Inserts one, and returns it.
    ///
    /// # Errors
    ///
    /// The errors of the database; [`Error::UnreadableKey`].
    fn insert(
        conn: &mut C,
        insert: &SharedFragment<'_, C::Backend>,
    ) -> impl Future<Output = Result<P::Row, Error>> + Send;
}

#[diagnostic::do_not_recommend]
impl<C, P> AsyncWritesParents<C, P> for Returning
where
    P: Parent<Row: Send>,
    P::Row: Selectable<C::Backend>,
    C: AsyncConnection<Backend: Dialect>,
    for<'v> InsertParent<'v, P, C::Backend, SharedFragment<'v, C::Backend>>:
        AsyncLoads<'v, C, P::Row>,
{
    fn insert(
        conn: &mut C,
        insert: &SharedFragment<'_, C::Backend>,
    ) -> impl Future<Output = Result<P::Row, Error>> + Send {
        let rows = InsertParent::<P, C::Backend, _>::new(insert).load_all(conn);
        async {
            let rows: Vec<P::Row> = rows.await.map_err(of_failure::<C::Backend>)?;
            rows.into_iter()
                .next()
                .ok_or(Error::Database(DieselError::NotFound))
        }
    }
}

#[diagnostic::do_not_recommend]
impl<C, P> AsyncWritesParents<C, P> for Counting
where
    P: Parent<Row: Send>,
    P::Row: Selectable<C::Backend>,
    C: AsyncConnection<Backend: Dialect>,
    ReadInserted<P, C::Backend>: AsyncLoads<'static, C, P::Row>,
    for<'v> PlainInsert<'v, SharedFragment<'v, C::Backend>>: AsyncExecutes<C>,
{
    fn insert(
        conn: &mut C,
        insert: &SharedFragment<'_, C::Backend>,
    ) -> impl Future<Output = Result<P::Row, Error>> + Send {
        let insert = PlainInsert(insert);
        let column = numbered_column::<P, C::Backend>(&insert);
        async move {
            let column = column?;
            let forgotten = conn.batch_execute(FORGET_LAST_ID).await;
            forgotten.map_err(of_failure::<C::Backend>)?;
            let inserted = insert.execute_on(conn);
            inserted.await.map_err(of_failure::<C::Backend>)?;
            let row = ReadInserted::<P, C::Backend>::by(column).load_one(conn);
            of_read_back::<P, C::Backend>(row.await)
        }
    }
}

/// Children that the connection `Conn` can create for a parent `P`.
pub trait AsyncCreatesChildren<Conn, P: Parent>: Children<P::Row> + Clone + Send {
    /// Creates them.
    ///
    /// # Errors
    ///
    /// The errors of `get_or_create`.
    fn create(
        self,
        parent: &P::Row,
        conn: &mut Conn,
    ) -> impl Future<Output = Result<Self::Rows, Error>> + Send;
}

impl<Conn, P: Parent> AsyncCreatesChildren<Conn, P> for () {
    fn create(self, _: &P::Row, _: &mut Conn) -> impl Future<Output = Result<(), Error>> + Send {
        std::future::ready(Ok(()))
    }
}

macro_rules! tuples {
    ($($(($relation:ident $values:ident $child:ident)),+;)+) => {$(
        impl<Conn, P, $($relation, $values),+> AsyncCreatesChildren<Conn, P>
            for ($(NewChild<$relation, $values>,)+)
        where
            P: Parent,
            $(
                $relation: HasOne<Parent = P::Row, Row: Send>,
                $values: Insertable<$relation::Table> + Clone + Send + Sync,
                Values<$values>: SufficientFor<$relation>,
                Conn: AsyncCreatesRows<$relation, Values<$values>>,
            )+
        {
            fn create(
                self,
                parent: &P::Row,
                conn: &mut Conn,
            ) -> impl Future<Output = Result<Self::Rows, Error>> + Send {
                let ($($child,)+) = self;
                $(
                    let $child = Keyed::<$relation>::by($relation::key_of(parent))
                        .values($child.values)
                        // The parent is new, so that only a trigger can have created its child.
                        .insert_first();
                )+
                async move {
                    $(let $child = $child.get_or_create(conn).await?;)+
                    Ok(($($child,)+))
                }
            }
        }
    )+};
}

tuples! {
    (R0 W0 a);
    (R0 W0 a), (R1 W1 b);
    (R0 W0 a), (R1 W1 b), (R2 W2 c);
    (R0 W0 a), (R1 W1 b), (R2 W2 c), (R3 W3 d);
}

/// The rows, when they are there.
type InsertFuture<'c, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'c>>;

#[diagnostic::do_not_recommend]
impl<'c, Conn, P, V, C> InsertsWithChildren<'c, P, V, C, Asynchronous> for Conn
where
    P: Parent<Row: Send + Sync>,
    P::Table: CatalogFor<<Conn::Backend as Dialect>::Marker>,
    V: Insertable<P::Table> + Clone + Send + 'c,
    InsertStatement<P::Table, V::Values>: QueryFragment<Conn::Backend> + Send + Sync,
    C: AsyncCreatesChildren<Conn, P, Rows: Send, Output: Send> + Sync + 'c,
    Conn: AsyncConnection<Backend: Dialect> + 'c,
    <Conn::Backend as Dialect>::Inserting: AsyncInserts<Conn, P, V, C>,
{
    type One = InsertFuture<'c, C::Output>;
    type Many = InsertFuture<'c, Vec<C::Output>>;

    fn insert_one(&'c mut self, insertion: Insertion<P, V, C>) -> Self::One {
        Box::pin(async move { the_one(self.insert_many(insertion.into_each()).await?) })
    }

    fn insert_many(&'c mut self, insertion: Insertion<P, Each<V>, C>) -> Self::Many {
        let Insertion {
            values: Each(parents),
            children,
            ..
        } = insertion;
        Box::pin(async move {
            if parents.is_empty() {
                return Ok(Vec::new());
            }
            <Conn::Backend as Dialect>::Inserting::insert(self, parents, children).await
        })
    }
}

/// The insertion of parents `P` from values `V` with their children `C` over the connection `Conn`.
pub trait AsyncInserts<Conn, P: Parent, V, C: Children<P::Row>> {
    /// Inserts all, or none.
    ///
    /// # Errors
    ///
    /// The errors of the database, and of `get_or_create`; [`Error::UnreadableKey`].
    fn insert(
        conn: &mut Conn,
        parents: Vec<V>,
        children: C,
    ) -> impl Future<Output = Result<Vec<C::Output>, Error>> + Send;
}

#[diagnostic::do_not_recommend]
impl<Conn, P, V, C> AsyncInserts<Conn, P, V, C> for InSequence
where
    P: Parent<Row: Send + Sync>,
    V: Insertable<P::Table> + Send,
    InsertStatement<P::Table, V::Values>: QueryFragment<Conn::Backend> + Send + Sync,
    C: AsyncCreatesChildren<Conn, P, Rows: Send, Output: Send> + Sync,
    Conn: AsyncConnection<Backend: Dialect>,
    <Conn::Backend as Dialect>::Writing: AsyncWritesParents<Conn, P>,
{
    fn insert(
        conn: &mut Conn,
        parents: Vec<V>,
        children: C,
    ) -> impl Future<Output = Result<Vec<C::Output>, Error>> + Send {
        async move {
            let scope = begin_within_async(conn).await;
            let scope = scope.map_err(of_failure::<Conn::Backend>)?;
            let outcome = async {
                let mut rows = Vec::with_capacity(parents.len());
                for values in parents {
                    let row = insert_in_sequence::<P, V, C, Conn>(conn, values, children.clone());
                    rows.push(row.await?);
                }
                Ok(rows)
            };
            let outcome = outcome.await;
            conclude_async(conn, scope, outcome, of_failure::<Conn::Backend>).await
        }
    }
}

fn insert_in_sequence<P, V, C, Conn>(
    conn: &mut Conn,
    values: V,
    children: C,
) -> impl Future<Output = Result<C::Output, Error>> + Send
where
    P: Parent<Row: Send + Sync>,
    V: Insertable<P::Table> + Send,
    InsertStatement<P::Table, V::Values>: QueryFragment<Conn::Backend> + Send + Sync,
    C: AsyncCreatesChildren<Conn, P, Rows: Send>,
    Conn: AsyncConnection<Backend: Dialect>,
    <Conn::Backend as Dialect>::Writing: AsyncWritesParents<Conn, P>,
{
    let insert = values.insert_into(P::Table::table());
    async move {
        let parent = <Conn::Backend as Dialect>::Writing::insert(conn, &insert).await?;
        let rows = children.create(&parent, conn).await?;
        Ok(C::output(parent, rows))
    }
}

#[cfg(feature = "postgres")]
#[diagnostic::do_not_recommend]
impl<Conn, P, V, C> AsyncInserts<Conn, P, V, C> for Together
where
    P: Parent<Row: Send>,
    P::Row: Selectable<Pg>,
    V: Insertable<P::Table> + Send,
    C: ChildrenTogether<P, Loaded: Send, Output: Send> + Send + Sync,
    Families<P, InsertStatement<P::Table, V::Values>, C::Inserts>: QueryFragment<Pg> + Send + Sync,
    Conn: AsyncConnection<Backend = Pg>,
    for<'v> Erased<'v, C::SqlType, SharedFragment<'v, Pg>>: AsyncLoads<'v, Conn, C::Loaded>,
    InSequence: AsyncInserts<Conn, P, V, C>,
{
    fn insert(
        conn: &mut Conn,
        parents: Vec<V>,
        children: C,
    ) -> impl Future<Output = Result<Vec<C::Output>, Error>> + Send {
        async move {
            // One statement refers to the parent's key only where neither a NULL nor the values can differ from
            // it.
            if !children.fit() {
                return InSequence::insert(conn, parents, children).await;
            }
            if parents.len() <= PARENTS_A_STATEMENT {
                return insert_together::<P, V, C, Conn>(conn, parents, children).await;
            }
            let scope = begin_within_async(conn).await;
            let scope = scope.map_err(of_failure::<Pg>)?;
            let outcome = async {
                let mut rows = Vec::with_capacity(parents.len());
                for parents in chunks(parents) {
                    let more = insert_together::<P, V, C, Conn>(conn, parents, children.clone());
                    rows.extend(more.await?);
                }
                Ok(rows)
            };
            let outcome = outcome.await;
            conclude_async(conn, scope, outcome, of_failure::<Pg>).await
        }
    }
}

#[cfg(feature = "postgres")]
fn insert_together<P, V, C, Conn>(
    conn: &mut Conn,
    parents: Vec<V>,
    children: C,
) -> impl Future<Output = Result<Vec<C::Output>, Error>> + Send
where
    P: Parent<Row: Send>,
    P::Row: Selectable<Pg>,
    V: Insertable<P::Table>,
    C: ChildrenTogether<P, Loaded: Send, Output: Send>,
    Families<P, InsertStatement<P::Table, V::Values>, C::Inserts>: QueryFragment<Pg> + Send + Sync,
    Conn: AsyncConnection<Backend = Pg>,
    for<'v> Erased<'v, C::SqlType, SharedFragment<'v, Pg>>: AsyncLoads<'v, Conn, C::Loaded>,
{
    let families = families(parents, children);
    async move {
        let statement = Erased::<C::SqlType, SharedFragment<'_, Pg>>::new(&families);
        let loaded = statement.load_all(conn).await;
        let loaded: Vec<C::Loaded> = loaded.map_err(|error| of_failed_families(error, C::FACTS))?;
        Ok(loaded.into_iter().map(C::output_of).collect())
    }
}
