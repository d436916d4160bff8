//! Creation with the parent on blocking connections.

use diesel::associations::HasTable;
use diesel::connection::LoadConnection;
#[cfg(feature = "postgres")]
use diesel::pg::Pg;
use diesel::query_builder::{InsertStatement, QueryFragment};
use diesel::result::Error as DieselError;
use diesel::{Insertable, Selectable};

use super::builder::{Children, Each, Insertion, NewChild};
use super::nodes::{InsertParent, ReadInserted};
use super::read_back::{FORGET_LAST_ID, Parent, numbered_column, of_read_back};
#[cfg(feature = "postgres")]
use super::together::{
    ChildrenTogether, Erased, Families, PARENTS_A_STATEMENT, chunks, families, of_failed_families,
};
use super::{InsertsWithChildren, the_one};
use crate::catalog::CatalogFor;
use crate::connection::{Blocking, Executes, Loads};
#[cfg(feature = "postgres")]
use crate::dialect::Together;
use crate::dialect::{Counting, Dialect, InSequence, Returning};
use crate::error::Error;
use crate::keyed::{
    CreatesRows, DynFragment, HasOne, Keyed, KeyedDsl as _, PlainInsert, SufficientFor, Values,
    of_failure,
};
use crate::transaction::{begin_within, conclude};

/// The insertion of the parents `P` over the connection `C`.
pub trait WritesParents<C: LoadConnection, P: Parent> {
    /// Inserts one, and returns it.
    ///
    /// # Errors
    ///
    /// The errors of the database; [`Error::UnreadableKey`].
    fn insert(conn: &mut C, insert: &DynFragment<'_, C::Backend>) -> Result<P::Row, Error>;
}

#[diagnostic::do_not_recommend]
impl<C, P> WritesParents<C, P> for Returning
where
    P: Parent,
    P::Row: Selectable<C::Backend>,
    C: LoadConnection<Backend: Dialect>,
    for<'v> InsertParent<'v, P, C::Backend, DynFragment<'v, C::Backend>>: Loads<'v, C, P::Row>,
{
    fn insert(conn: &mut C, insert: &DynFragment<'_, C::Backend>) -> Result<P::Row, Error> {
        let rows = InsertParent::<P, C::Backend, _>::new(insert).load_all(conn);
        let rows: Vec<P::Row> = rows.map_err(of_failure::<C::Backend>)?;
        rows.into_iter()
            .next()
            .ok_or(Error::Database(DieselError::NotFound))
    }
}

#[diagnostic::do_not_recommend]
impl<C, P> WritesParents<C, P> for Counting
where
    P: Parent,
    P::Row: Selectable<C::Backend>,
    C: LoadConnection<Backend: Dialect>,
    ReadInserted<P, C::Backend>: Loads<'static, C, P::Row>,
{
    fn insert(conn: &mut C, insert: &DynFragment<'_, C::Backend>) -> Result<P::Row, Error> {
        let insert = PlainInsert(insert);
        let column = numbered_column::<P, C::Backend>(&insert)?;
        conn.batch_execute(FORGET_LAST_ID)
            .map_err(of_failure::<C::Backend>)?;
        insert.execute_on(conn).map_err(of_failure::<C::Backend>)?;
        let row = ReadInserted::<P, C::Backend>::by(column).load_one(conn);
        of_read_back::<P, C::Backend>(row)
    }
}

/// Children that the connection `Conn` can create for a parent `P`.
pub trait CreatesChildren<Conn, P: Parent>: Children<P::Row> + Clone {
    /// Creates them.
    ///
    /// # Errors
    ///
    /// The errors of `get_or_create`.
    fn create(self, parent: &P::Row, conn: &mut Conn) -> Result<Self::Rows, Error>;
}

impl<Conn, P: Parent> CreatesChildren<Conn, P> for () {
    fn create(self, _: &P::Row, _: &mut Conn) -> Result<(), Error> {
        Ok(())
    }
}

macro_rules! tuples {
    ($($(($relation:ident $values:ident $child:ident)),+;)+) => {$(
        impl<Conn, P, $($relation, $values),+> CreatesChildren<Conn, P>
            for ($(NewChild<$relation, $values>,)+)
        where
            P: Parent,
            $(
                $relation: HasOne<Parent = P::Row>,
                $values: Insertable<$relation::Table> + Clone,
                Values<$values>: SufficientFor<$relation>,
                Conn: CreatesRows<$relation, Values<$values>>,
            )+
        {
            fn create(self, parent: &P::Row, conn: &mut Conn) -> Result<Self::Rows, Error> {
                let ($($child,)+) = self;
                $(
                    let $child = Keyed::<$relation>::by($relation::key_of(parent))
                        .values($child.values)
                        // The parent is new, so that only a trigger can have created its child.
                        .insert_first()
                        .get_or_create(conn)?;
                )+
                Ok(($($child,)+))
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

#[diagnostic::do_not_recommend]
impl<'c, Conn, P, V, C> InsertsWithChildren<'c, P, V, C, Blocking> for Conn
where
    P: Parent,
    P::Table: CatalogFor<<Conn::Backend as Dialect>::Marker>,
    V: Insertable<P::Table> + Clone,
    InsertStatement<P::Table, V::Values>: QueryFragment<Conn::Backend>,
    C: CreatesChildren<Conn, P>,
    Conn: LoadConnection<Backend: Dialect> + 'c,
    <Conn::Backend as Dialect>::Inserting: Inserts<Conn, P, V, C>,
{
    type One = Result<C::Output, Error>;
    type Many = Result<Vec<C::Output>, Error>;

    fn insert_one(&'c mut self, insertion: Insertion<P, V, C>) -> Self::One {
        let inserted = self.insert_many(insertion.into_each())?;
        the_one(inserted)
    }

    fn insert_many(&'c mut self, insertion: Insertion<P, Each<V>, C>) -> Self::Many {
        let Insertion {
            values: Each(parents),
            children,
            ..
        } = insertion;
        if parents.is_empty() {
            return Ok(Vec::new());
        }
        <Conn::Backend as Dialect>::Inserting::insert(self, parents, children)
    }
}

/// The insertion of parents `P` from values `V` with their children `C` over the connection `Conn`.
pub trait Inserts<Conn, P: Parent, V, C: Children<P::Row>> {
    /// Inserts all, or none.
    ///
    /// # Errors
    ///
    /// The errors of the database, and of `get_or_create`; [`Error::UnreadableKey`].
    fn insert(conn: &mut Conn, parents: Vec<V>, children: C) -> Result<Vec<C::Output>, Error>;
}

#[diagnostic::do_not_recommend]
impl<Conn, P, V, C> Inserts<Conn, P, V, C> for InSequence
where
    P: Parent,
    V: Insertable<P::Table>,
    InsertStatement<P::Table, V::Values>: QueryFragment<Conn::Backend>,
    C: CreatesChildren<Conn, P>,
    Conn: LoadConnection<Backend: Dialect>,
    <Conn::Backend as Dialect>::Writing: WritesParents<Conn, P>,
{
    fn insert(conn: &mut Conn, parents: Vec<V>, children: C) -> Result<Vec<C::Output>, Error> {
        let insert = |conn: &mut Conn, values: V| {
            let insert = values.insert_into(P::Table::table());
            let parent = <Conn::Backend as Dialect>::Writing::insert(conn, &insert)?;
            let rows = children.clone().create(&parent, conn)?;
            Ok(C::output(parent, rows))
        };
        in_transaction(conn, |conn| {
            let parents = parents.into_iter();
            parents.map(|values| insert(conn, values)).collect()
        })
    }
}

#[cfg(feature = "postgres")]
#[diagnostic::do_not_recommend]
impl<Conn, P, V, C> Inserts<Conn, P, V, C> for Together
where
    P: Parent,
    P::Row: Selectable<Pg>,
    V: Insertable<P::Table>,
    C: ChildrenTogether<P>,
    Families<P, InsertStatement<P::Table, V::Values>, C::Inserts>: QueryFragment<Pg>,
    Conn: LoadConnection<Backend = Pg>,
    for<'v> Erased<'v, C::SqlType, DynFragment<'v, Pg>>: Loads<'v, Conn, C::Loaded>,
    InSequence: Inserts<Conn, P, V, C>,
{
    fn insert(conn: &mut Conn, parents: Vec<V>, children: C) -> Result<Vec<C::Output>, Error> {
        // One statement refers to the parent's key only where neither a NULL nor the values can differ from it.
        if !children.fit() {
            return InSequence::insert(conn, parents, children);
        }
        if parents.len() <= PARENTS_A_STATEMENT {
            return insert_together::<P, V, C, Conn>(conn, parents, children);
        }
        in_transaction(conn, |conn| {
            let mut rows = Vec::with_capacity(parents.len());
            for parents in chunks(parents) {
                rows.extend(insert_together::<P, V, C, Conn>(
                    conn,
                    parents,
                    children.clone(),
                )?);
            }
            Ok(rows)
        })
    }
}

#[cfg(feature = "postgres")]
fn insert_together<P, V, C, Conn>(
    conn: &mut Conn,
    parents: Vec<V>,
    children: C,
) -> Result<Vec<C::Output>, Error>
where
    P: Parent,
    P::Row: Selectable<Pg>,
    V: Insertable<P::Table>,
    C: ChildrenTogether<P>,
    Families<P, InsertStatement<P::Table, V::Values>, C::Inserts>: QueryFragment<Pg>,
    Conn: LoadConnection<Backend = Pg>,
    for<'v> Erased<'v, C::SqlType, DynFragment<'v, Pg>>: Loads<'v, Conn, C::Loaded>,
{
    let families = families(parents, children);
    let statement = Erased::<C::SqlType, DynFragment<'_, Pg>>::new(&families);
    let loaded = statement.load_all(conn);
    let loaded: Vec<C::Loaded> = loaded.map_err(|error| of_failed_families(error, C::FACTS))?;
    Ok(loaded.into_iter().map(C::output_of).collect())
}

/// Does the same as Diesel's own `transaction`, but the error of the work is never lost to a
/// rollback that fails, an error of `COMMIT` is reported as any other, and no transaction that
/// Diesel did not begin is committed.
fn in_transaction<Conn, T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, Error>,
) -> Result<T, Error>
where
    Conn: LoadConnection<Backend: Dialect>,
{
    let scope = begin_within(conn).map_err(of_failure::<Conn::Backend>)?;
    let outcome = work(conn);
    conclude(conn, scope, outcome, of_failure::<Conn::Backend>)
}
