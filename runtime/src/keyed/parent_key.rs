//! A child's key, as the statement knows it: the parent's row is inserted beside it.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, TypedExpressionType, ValidGrouping,
    is_aggregate,
};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::SqlType;

use super::columns::KeyColumns;

/// The child of a parent in the statement that inserts both.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub(crate) family: usize,
    pub(crate) child: usize,
}

impl Place {
    /// Pushes `"camshaft_0_0"`, the child's rows.
    pub(crate) fn push_rows<DB: Backend>(self, out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
        out.push_identifier(&format!("camshaft_{}_{}", self.family, self.child))
    }

    /// Pushes `"camshaft_key_0_0"`, a column of the parent that the child refers to.
    pub(crate) fn push_key_name<DB: Backend>(
        self,
        position: usize,
        out: &mut AstPass<'_, '_, DB>,
    ) -> QueryResult<()> {
        out.push_identifier(&format!("camshaft_key_{}_{position}", self.child))
    }

    /// Pushes `(SELECT "camshaft_key_0_0" FROM "camshaft_0")`.
    pub(crate) fn push_parent_key<DB: Backend>(
        self,
        position: usize,
        out: &mut AstPass<'_, '_, DB>,
    ) -> QueryResult<()> {
        out.push_sql("(SELECT ");
        self.push_key_name(position, out)?;
        out.push_sql(" FROM ");
        push_parents(self.family, out)?;
        out.push_sql(")");
        Ok(())
    }
}

/// Pushes `"camshaft_0"`, the parent's row.
pub(crate) fn push_parents<DB: Backend>(
    family: usize,
    out: &mut AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    out.push_identifier(&format!("camshaft_{family}"))
}

/// Key columns that can be given the parent's key within the statement that inserts it.
pub trait ParentKeys: KeyColumns {
    /// The assignments of an `INSERT`.
    type Assignments;

    /// Assigns the parent's key of the child at this place.
    fn assign_parent(place: Place) -> Self::Assignments;
}

/// `(SELECT "camshaft_key_0_0" FROM "camshaft_0")`
#[derive(Debug, Clone, Copy)]
pub struct ParentKey<ST> {
    place: Place,
    position: usize,
    sql_type: PhantomData<fn() -> ST>,
}

impl<ST> ParentKey<ST> {
    /// Creates the column at this position of the key.
    pub(crate) const fn new(place: Place, position: usize) -> Self {
        Self {
            place,
            position,
            sql_type: PhantomData,
        }
    }
}

impl<ST: SqlType + TypedExpressionType> Expression for ParentKey<ST> {
    type SqlType = ST;
}
impl<ST, QS: ?Sized> AppearsOnTable<QS> for ParentKey<ST> where Self: Expression {}
impl<ST, QS: ?Sized> SelectableExpression<QS> for ParentKey<ST> where Self: AppearsOnTable<QS> {}
impl<ST, G> ValidGrouping<G> for ParentKey<ST> {
    type IsAggregate = is_aggregate::Never;
}
impl<ST> QueryId for ParentKey<ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl<ST, DB: Backend> QueryFragment<DB> for ParentKey<ST> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.place.push_parent_key(self.position, &mut out)
    }
}
