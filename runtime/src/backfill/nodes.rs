//! The statements of a backfill as Diesel query nodes.

use std::fmt;

use diesel::associations::HasTable;
use diesel::backend::Backend as DieselBackend;
use diesel::dsl::AsSelect;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::BigInt;
use diesel::{QuerySource, RunQueryDsl, Selectable};

use crate::dialect::Dialect;
use crate::keyed::{
    BindKey, FromClause, HasOne, KeyColumns, push_column, push_equals, push_predicate,
};

type ParentSelection<R, DB> = <<R as HasOne>::Parent as Selectable<DB>>::SelectExpression;
type ParentFrom<R> = <<R as HasOne>::ParentTable as QuerySource>::FromClause;

/// Pushes `(ref, ref2)`, each with its table's name before it.
fn push_references<'b, R, DB>(
    from: &'b ParentFrom<R>,
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()>
where
    R: HasOne,
    DB: Dialect,
    ParentFrom<R>: QueryFragment<DB>,
{
    for (position, name) in R::REFERENCES.iter().enumerate() {
        if position > 0 {
            out.push_sql(", ");
        }
        push_column(from, name, out)?;
    }
    Ok(())
}

/// Pushes ` AND (ref, ref2) > ($1, $2)`, with this comparison.
fn push_compared<'b, R, DB>(
    from: &'b ParentFrom<R>,
    comparison: &str,
    key: Option<&'b R::Key>,
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()>
where
    R: HasOne,
    DB: Dialect,
    R::Key: BindKey<R::Columns, DB>,
    ParentFrom<R>: QueryFragment<DB>,
{
    let Some(key) = key else { return Ok(()) };
    out.push_sql(" AND (");
    push_references::<R, DB>(from, out)?;
    out.push_sql(") ");
    out.push_sql(comparison);
    out.push_sql(" (");
    for position in 0..R::Columns::NAMES.len() {
        if position > 0 {
            out.push_sql(", ");
        }
        key.push_value(position, out)?;
    }
    out.push_sql(")");
    Ok(())
}

/// Pushes ` FROM parent WHERE ref IS NOT NULL`.
fn push_parents<'b, R, DB>(
    from: &'b ParentFrom<R>,
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()>
where
    R: HasOne,
    DB: Dialect,
    ParentFrom<R>: QueryFragment<DB>,
{
    out.push_sql(" FROM ");
    from.walk_ast(out.reborrow())?;
    for (position, name) in R::REFERENCES.iter().enumerate() {
        out.push_sql(if position == 0 { " WHERE " } else { " AND " });
        push_column(from, name, out)?;
        out.push_sql(" IS NOT NULL");
    }
    Ok(())
}

/// The table of the rows goes by this name, as it may be the parents' own.
const ROW: &str = "camshaft_row";

/// Makes a subquery one that is asked for each parent, by the index of the key. Without it PostgreSQL
/// joins, and reads all rows up to the cursor for each batch; MariaDB makes a temporary table of all.
const PROBING: &str = " LIMIT 1 OFFSET 0";

/// Pushes ` AND NOT EXISTS (SELECT 1 FROM table AS camshaft_row WHERE key = ref [AND (predicate)] end)`.
fn push_without_row<'b, R, DB>(
    from: &'b ParentFrom<R>,
    table: &'b FromClause<R>,
    end: &str,
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()>
where
    R: HasOne,
    DB: Dialect,
    ParentFrom<R>: QueryFragment<DB>,
    FromClause<R>: QueryFragment<DB>,
{
    out.push_sql(" AND NOT EXISTS (SELECT 1 FROM ");
    table.walk_ast(out.reborrow())?;
    out.push_sql(" AS ");
    out.push_identifier(ROW)?;
    for (position, (name, referenced)) in R::Columns::NAMES.iter().zip(R::REFERENCES).enumerate() {
        out.push_sql(if position == 0 { " WHERE " } else { " AND " });
        out.push_identifier(ROW)?;
        out.push_sql(".");
        out.push_identifier(name)?;
        push_equals::<R, DB>(name, out);
        push_column(from, referenced, out)?;
    }
    push_predicate::<R, DB>(" AND ", out);
    out.push_sql(end);
    out.push_sql(")");
    Ok(())
}

/// `SELECT parent FROM parents WHERE ref > $1 AND NOT EXISTS (..) ORDER BY ref LIMIT n`
pub struct Parents<R: HasOne, DB: DieselBackend>
where
    R::Parent: Selectable<DB>,
{
    after: Option<R::Key>,
    batch: u32,
    selection: ParentSelection<R, DB>,
    from: ParentFrom<R>,
    table: FromClause<R>,
}

impl<R: HasOne, DB: DieselBackend> Parents<R, DB>
where
    R::Parent: Selectable<DB>,
{
    pub(super) fn new(after: Option<R::Key>, batch: u32) -> Self {
        Self {
            after,
            batch,
            selection: R::Parent::construct_selection(),
            from: R::ParentTable::table().from_clause(),
            table: R::Table::table().from_clause(),
        }
    }
}

impl<R, DB> QueryFragment<DB> for Parents<R, DB>
where
    R: HasOne,
    DB: Dialect,
    R::Key: BindKey<R::Columns, DB>,
    R::Parent: Selectable<DB>,
    ParentSelection<R, DB>: QueryFragment<DB>,
    ParentFrom<R>: QueryFragment<DB>,
    FromClause<R>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        self.selection.walk_ast(out.reborrow())?;
        push_parents::<R, DB>(&self.from, &mut out)?;
        // Parents that others add or delete meanwhile shift no page of a keyset pagination.
        push_compared::<R, DB>(&self.from, ">", self.after.as_ref(), &mut out)?;
        push_without_row::<R, DB>(&self.from, &self.table, PROBING, &mut out)?;
        out.push_sql(" ORDER BY ");
        push_references::<R, DB>(&self.from, &mut out)?;
        out.push_sql(&format!(" LIMIT {}", self.batch));
        Ok(())
    }
}

impl<R: HasOne, DB: DieselBackend> Query for Parents<R, DB>
where
    R::Parent: Selectable<DB>,
{
    type SqlType = AsSelect<R::Parent, DB>;
}

/// `SELECT count(*) FROM parents WHERE ref > $1 AND ref <= $2 AND NOT EXISTS (..)`
pub struct CountMissing<R: HasOne> {
    after: Option<R::Key>,
    until: Option<R::Key>,
    from: ParentFrom<R>,
    table: FromClause<R>,
}

impl<R: HasOne> CountMissing<R> {
    pub(super) fn new(after: Option<R::Key>, until: Option<R::Key>) -> Self {
        Self {
            after,
            until,
            from: R::ParentTable::table().from_clause(),
            table: R::Table::table().from_clause(),
        }
    }
}

impl<R, DB> QueryFragment<DB> for CountMissing<R>
where
    R: HasOne,
    DB: Dialect,
    R::Key: BindKey<R::Columns, DB>,
    ParentFrom<R>: QueryFragment<DB>,
    FromClause<R>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT count(*)");
        push_parents::<R, DB>(&self.from, &mut out)?;
        push_compared::<R, DB>(&self.from, ">", self.after.as_ref(), &mut out)?;
        push_compared::<R, DB>(&self.from, "<=", self.until.as_ref(), &mut out)?;
        push_without_row::<R, DB>(&self.from, &self.table, "", &mut out)
    }
}

impl<R: HasOne> Query for CountMissing<R> {
    type SqlType = BigInt;
}

/// Their SQL depends on what is given; Diesel caches by the SQL itself.
macro_rules! nodes {
    ($($name:ident <R $(, $backend:ident)?> { $($bounds:tt)* })+) => {$(
        impl<R: HasOne $(, $backend: DieselBackend)?> QueryId for $name<R $(, $backend)?> where $($bounds)* {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }

        impl<R: HasOne, C $(, $backend: DieselBackend)?> RunQueryDsl<C> for $name<R $(, $backend)?> where $($bounds)* {}

        impl<R: HasOne $(, $backend: DieselBackend)?> fmt::Debug for $name<R $(, $backend)?> where $($bounds)* {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).field("relation", &R::NAME).finish_non_exhaustive()
            }
        }
    )+};
}

nodes! {
    Parents<R, DB> { R::Parent: Selectable<DB> }
    CountMissing<R> {}
}
