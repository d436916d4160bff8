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

use super::nodes::Place;
use crate::keyed::KeyColumns;

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
    /// The column at this position of the key.
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
