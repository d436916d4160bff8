//! The statements that read.

use diesel::QuerySource;
use diesel::RunQueryDsl;
use diesel::associations::HasTable;
use diesel::backend::Backend as DieselBackend;
use diesel::dsl::AsSelect;
use diesel::expression::Selectable;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::Bool;

use super::{FromClause, Selection, StaticId, debug_by_name, push_condition};
use crate::catalog::ForeignKey;
use crate::dialect::Dialect;
use crate::keyed::approach::ParentLocks;
use crate::keyed::columns::{BindKey, KeyColumns};
use crate::keyed::relation::Relation;

/// `SELECT row FROM table WHERE key = $1 [AND (predicate)] [LOCK IN SHARE MODE]`
///
/// With `CURRENT` it reads what is committed now, on servers whose transactions would show a
/// snapshot else.
pub struct Select<R: Relation, DB: DieselBackend, const CURRENT: bool = false>
where
    R::Row: Selectable<DB>,
{
    key: R::Key,
    selection: Selection<R, DB>,
    from: FromClause<R>,
}

impl<R: Relation, DB: DieselBackend, const CURRENT: bool> Select<R, DB, CURRENT>
where
    R::Row: Selectable<DB>,
{
    pub(crate) fn new(key: R::Key) -> Self {
        Self {
            key,
            selection: R::Row::construct_selection(),
            from: R::Table::table().from_clause(),
        }
    }
}

impl<R, DB, const CURRENT: bool> QueryId for Select<R, DB, CURRENT>
where
    R: Relation,
    DB: DieselBackend + 'static,
    R::Row: Selectable<DB>,
    Selection<R, DB>: QueryId,
{
    type QueryId = StaticId<statement::Select<CURRENT>, R, DB>;
    const HAS_STATIC_QUERY_ID: bool = <Selection<R, DB> as QueryId>::HAS_STATIC_QUERY_ID;
}

impl<R, DB, const CURRENT: bool> QueryFragment<DB> for Select<R, DB, CURRENT>
where
    R: Relation,
    DB: Dialect,
    R::Key: BindKey<R::Columns, DB>,
    R::Row: Selectable<DB>,
    Selection<R, DB>: QueryFragment<DB>,
    FromClause<R>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        self.selection.walk_ast(out.reborrow())?;
        out.push_sql(" FROM ");
        self.from.walk_ast(out.reborrow())?;
        out.push_sql(" WHERE ");
        push_condition::<R, DB>(&self.key, &mut out)?;
        if CURRENT {
            out.push_sql(DB::CURRENT_READ);
        }
        Ok(())
    }
}

impl<R, DB, const CURRENT: bool> Query for Select<R, DB, CURRENT>
where
    R: Relation,
    DB: DieselBackend,
    R::Row: Selectable<DB>,
{
    type SqlType = AsSelect<R::Row, DB>;
}

impl<R, DB, C, const CURRENT: bool> RunQueryDsl<C> for Select<R, DB, CURRENT>
where
    R: Relation,
    DB: DieselBackend,
    R::Row: Selectable<DB>,
{
}

impl<R, DB, const CURRENT: bool> std::fmt::Debug for Select<R, DB, CURRENT>
where
    R: Relation,
    DB: DieselBackend,
    R::Row: Selectable<DB>,
{
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Select")
            .field("relation", &R::NAME)
            .finish_non_exhaustive()
    }
}

/// `SELECT EXISTS (SELECT 1 FROM parent WHERE referenced = $1 [AND ..] [FOR KEY SHARE])`
pub struct ParentExists<R: Relation> {
    key: R::Key,
    foreign_key: &'static ForeignKey<'static>,
    parents: ParentLocks,
}

impl<R: Relation> ParentExists<R> {
    pub(crate) const fn new(key: R::Key, foreign_key: &'static ForeignKey<'static>) -> Self {
        Self {
            key,
            foreign_key,
            parents: ParentLocks::Unlocked,
        }
    }

    /// Creates the question that locks the parent, too.
    pub(crate) const fn locking(key: R::Key, foreign_key: &'static ForeignKey<'static>) -> Self {
        Self {
            key,
            foreign_key,
            parents: ParentLocks::Locked,
        }
    }
}

/// The id is not static, as the parent that it asks for depends on a value.
impl<R: Relation> QueryId for ParentExists<R> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<R, DB> QueryFragment<DB> for ParentExists<R>
where
    R: Relation,
    DB: Dialect,
    R::Key: BindKey<R::Columns, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT EXISTS (SELECT 1 FROM ");
        out.push_identifier(self.foreign_key.ref_table)?;
        let pairs = self
            .foreign_key
            .columns
            .iter()
            .zip(self.foreign_key.ref_columns);
        for (nth, (column, referenced)) in pairs.enumerate() {
            out.push_sql(if nth == 0 { " WHERE " } else { " AND " });
            out.push_identifier(referenced)?;
            out.push_sql(" = ");
            if let Some(position) = R::Columns::NAMES.iter().position(|name| name == column) {
                self.key.push_value(position, &mut out)?;
            }
        }
        if self.parents == ParentLocks::Locked {
            out.push_sql(DB::PARENT_LOCK);
        }
        out.push_sql(")");
        Ok(())
    }
}

impl<R: Relation> Query for ParentExists<R> {
    type SqlType = Bool;
}

impl<R: Relation, C> RunQueryDsl<C> for ParentExists<R> {}

debug_by_name! {
    ParentExists<R> { R: Relation }
}

/// Names for query ids.
mod statement {
    #[derive(Debug)]
    pub struct Select<const CURRENT: bool>;
}
