//! The statements for a parent as Diesel query nodes.

use std::fmt;

use diesel::associations::HasTable;
use diesel::backend::Backend as DieselBackend;
use diesel::dsl::AsSelect;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::{QuerySource, RunQueryDsl, Selectable};

use super::read_back::Parent;
use crate::dialect::Dialect;

pub(super) type ParentSelection<P, DB> = <<P as Parent>::Row as Selectable<DB>>::SelectExpression;
type ParentFrom<P> = <<P as Parent>::Table as QuerySource>::FromClause;

/// `INSERT INTO table (..) VALUES (..) RETURNING row`
pub struct InsertParent<'v, P: Parent, DB: DieselBackend, F: ?Sized>
where
    P::Row: Selectable<DB>,
{
    insert: &'v F,
    selection: ParentSelection<P, DB>,
}

impl<'v, P: Parent, DB: DieselBackend, F: ?Sized> InsertParent<'v, P, DB, F>
where
    P::Row: Selectable<DB>,
{
    /// Creates the statement from a plain insert.
    pub fn new(insert: &'v F) -> Self {
        Self {
            insert,
            selection: P::Row::construct_selection(),
        }
    }
}

/// The values may change the SQL, so the id is never static; Diesel caches by the SQL itself.
impl<P: Parent, DB: DieselBackend, F: ?Sized> QueryId for InsertParent<'_, P, DB, F>
where
    P::Row: Selectable<DB>,
{
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<P, DB, F> QueryFragment<DB> for InsertParent<'_, P, DB, F>
where
    P: Parent,
    DB: Dialect,
    F: QueryFragment<DB> + ?Sized,
    P::Row: Selectable<DB>,
    ParentSelection<P, DB>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.insert.walk_ast(out.reborrow())?;
        out.push_sql(" RETURNING ");
        self.selection.walk_ast(out.reborrow())
    }
}

impl<P: Parent, DB: DieselBackend, F: ?Sized> Query for InsertParent<'_, P, DB, F>
where
    P::Row: Selectable<DB>,
{
    type SqlType = AsSelect<P::Row, DB>;
}

impl<P: Parent, DB: DieselBackend, F: ?Sized, C> RunQueryDsl<C> for InsertParent<'_, P, DB, F> where
    P::Row: Selectable<DB>
{
}

/// `SELECT row FROM table WHERE column = LAST_INSERT_ID() AND LAST_INSERT_ID() <> 0`
pub struct ReadInserted<P: Parent, DB: DieselBackend>
where
    P::Row: Selectable<DB>,
{
    selection: ParentSelection<P, DB>,
    from: ParentFrom<P>,
    column: &'static str,
}

impl<P: Parent, DB: DieselBackend> ReadInserted<P, DB>
where
    P::Row: Selectable<DB>,
{
    /// Creates the statement that reads the row by this column.
    #[must_use]
    pub fn by(column: &'static str) -> Self {
        Self {
            selection: P::Row::construct_selection(),
            from: P::Table::table().from_clause(),
            column,
        }
    }
}

impl<P: Parent, DB: DieselBackend> QueryId for ReadInserted<P, DB>
where
    P::Row: Selectable<DB>,
{
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<P, DB> QueryFragment<DB> for ReadInserted<P, DB>
where
    P: Parent,
    DB: Dialect,
    P::Row: Selectable<DB>,
    ParentSelection<P, DB>: QueryFragment<DB>,
    ParentFrom<P>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        self.selection.walk_ast(out.reborrow())?;
        out.push_sql(" FROM ");
        self.from.walk_ast(out.reborrow())?;
        out.push_sql(" WHERE ");
        out.push_identifier(self.column)?;
        // 0: the server did not number the row. A key of text would equal it.
        out.push_sql(" = LAST_INSERT_ID() AND LAST_INSERT_ID() <> 0");
        Ok(())
    }
}

impl<P: Parent, DB: DieselBackend> Query for ReadInserted<P, DB>
where
    P::Row: Selectable<DB>,
{
    type SqlType = AsSelect<P::Row, DB>;
}

impl<P: Parent, DB: DieselBackend, C> RunQueryDsl<C> for ReadInserted<P, DB> where
    P::Row: Selectable<DB>
{
}

impl<P: Parent, DB: DieselBackend, F: ?Sized> fmt::Debug for InsertParent<'_, P, DB, F>
where
    P::Row: Selectable<DB>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InsertParent").finish_non_exhaustive()
    }
}

impl<P: Parent, DB: DieselBackend> fmt::Debug for ReadInserted<P, DB>
where
    P::Row: Selectable<DB>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadInserted").finish_non_exhaustive()
    }
}
