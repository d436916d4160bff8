//! The statements of a batch as Diesel query nodes.

use std::fmt;
use std::marker::PhantomData;

use diesel::associations::HasTable;
use diesel::backend::Backend as DieselBackend;
use diesel::dsl::AsSelect;
use diesel::expression::Selectable;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::BigInt;
use diesel::{QuerySource, RunQueryDsl};

use super::keys::{BatchDialect, ORDINAL, PushKeys, TABLE, column};
use crate::dialect::Dialect;
use crate::keyed::columns::KeyColumns;
use crate::keyed::nodes::{
    FromClause, Selection, push_conflict_target, push_names, push_predicate,
};
use crate::keyed::relation::Relation;

type Keys<R, DB> = <DB as BatchDialect<<R as Relation>::Columns, <R as Relation>::Key>>::Keys;

/// Pushes `name` of a table that is rendered by `from`.
fn push_column<'b, DB: DieselBackend>(
    from: &'b impl QueryFragment<DB>,
    name: &str,
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    from.walk_ast(out.reborrow())?;
    out.push_sql(".");
    out.push_identifier(name)
}

/// Pushes a column of the table of keys.
fn push_key_column<DB: DieselBackend>(
    name: &str,
    out: &mut AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    out.push_identifier(TABLE)?;
    out.push_sql(".");
    out.push_identifier(name)
}

/// `SELECT ordinal, first ordinal with the same row, row FROM keys INNER JOIN table ON key = key`
///
/// Keys are compared by the server, in the column's own collation: equal ones share a row.
pub struct SelectMany<R: Relation, DB: BatchDialect<R::Columns, R::Key>>
where
    R::Row: Selectable<DB>,
{
    keys: Keys<R, DB>,
    selection: Selection<R, DB>,
    from: FromClause<R>,
}

impl<R: Relation, DB: BatchDialect<R::Columns, R::Key>> SelectMany<R, DB>
where
    R::Row: Selectable<DB>,
{
    pub(super) fn new(keys: Vec<R::Key>) -> Self {
        Self {
            keys: DB::keys(keys),
            selection: R::Row::construct_selection(),
            from: R::Table::table().from_clause(),
        }
    }
}

impl<R, DB> QueryFragment<DB> for SelectMany<R, DB>
where
    R: Relation,
    DB: Dialect + BatchDialect<R::Columns, R::Key>,
    R::Row: Selectable<DB>,
    Selection<R, DB>: QueryFragment<DB>,
    FromClause<R>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if !<Keys<R, DB> as PushKeys<DB>>::SAME_SQL {
            out.unsafe_to_cache_prepared();
        }
        self.keys.push_with(&mut out)?;
        out.push_sql("SELECT ");
        push_key_column(ORDINAL, &mut out)?;
        out.push_sql(", min(");
        push_key_column(ORDINAL, &mut out)?;
        out.push_sql(") OVER (PARTITION BY ");
        for (position, name) in R::Columns::NAMES.iter().enumerate() {
            if position > 0 {
                out.push_sql(", ");
            }
            out.push_sql(<Keys<R, DB> as PushKeys<DB>>::UNINDEXED);
            push_column(&self.from, name, &mut out)?;
        }
        out.push_sql("), ");
        self.selection.walk_ast(out.reborrow())?;
        out.push_sql(" FROM ");
        self.keys.push_from(&mut out)?;
        out.push_sql(<Keys<R, DB> as PushKeys<DB>>::JOIN);
        self.from.walk_ast(out.reborrow())?;
        for (position, name) in R::Columns::NAMES.iter().enumerate() {
            out.push_sql(if position == 0 { " ON " } else { " AND " });
            push_column(&self.from, name, &mut out)?;
            out.push_sql(" = ");
            push_key_column(&column(position), &mut out)?;
        }
        push_predicate::<R, DB>(" AND ", &mut out);
        Ok(())
    }
}

impl<R, DB> Query for SelectMany<R, DB>
where
    R: Relation,
    DB: BatchDialect<R::Columns, R::Key>,
    R::Row: Selectable<DB>,
{
    type SqlType = (BigInt, BigInt, AsSelect<R::Row, DB>);
}

/// `INSERT INTO table (key) SELECT DISTINCT key FROM keys ORDER BY key ON CONFLICT (key) DO NOTHING`
///
/// Sorted, so that two batches never wait for each other in a circle.
pub struct InsertMissing<R: Relation, DB: BatchDialect<R::Columns, R::Key>> {
    keys: Keys<R, DB>,
    from: FromClause<R>,
    backend: PhantomData<fn() -> DB>,
}

impl<R: Relation, DB: BatchDialect<R::Columns, R::Key>> InsertMissing<R, DB> {
    pub(super) fn new(keys: Vec<R::Key>) -> Self {
        Self {
            keys: DB::keys(keys),
            from: R::Table::table().from_clause(),
            backend: PhantomData,
        }
    }
}

impl<R, DB> QueryFragment<DB> for InsertMissing<R, DB>
where
    R: Relation,
    DB: Dialect + BatchDialect<R::Columns, R::Key>,
    FromClause<R>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if !<Keys<R, DB> as PushKeys<DB>>::SAME_SQL {
            out.unsafe_to_cache_prepared();
        }
        self.keys.push_with(&mut out)?;
        out.push_sql("INSERT INTO ");
        self.from.walk_ast(out.reborrow())?;
        out.push_sql(" (");
        push_names(R::Columns::NAMES, &mut out)?;
        out.push_sql(") SELECT DISTINCT ");
        for position in 0..R::Columns::NAMES.len() {
            if position > 0 {
                out.push_sql(", ");
            }
            push_key_column(&column(position), &mut out)?;
        }
        out.push_sql(" FROM ");
        self.keys.push_from(&mut out)?;
        // Without a WHERE, SQLite takes ON CONFLICT for the condition of a join.
        out.push_sql(" WHERE true ORDER BY ");
        for position in 1..=R::Columns::NAMES.len() {
            if position > 1 {
                out.push_sql(", ");
            }
            out.push_sql(&position.to_string());
        }
        push_conflict_target::<R, DB>(&mut out)?;
        out.push_sql(" DO NOTHING");
        Ok(())
    }
}

/// The SQL may depend on the number of keys, so ids are never static; Diesel caches by the SQL.
macro_rules! nodes {
    ($($name:ident { $($bounds:tt)* })+) => {$(
        impl<R, DB> QueryId for $name<R, DB>
        where
            R: Relation,
            DB: BatchDialect<R::Columns, R::Key>,
            $($bounds)*
        {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }

        impl<R, DB, C> RunQueryDsl<C> for $name<R, DB>
        where
            R: Relation,
            DB: BatchDialect<R::Columns, R::Key>,
            $($bounds)*
        {
        }

        impl<R, DB> fmt::Debug for $name<R, DB>
        where
            R: Relation,
            DB: BatchDialect<R::Columns, R::Key>,
            $($bounds)*
        {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).field("relation", &R::NAME).finish_non_exhaustive()
            }
        }
    )+};
}

nodes! {
    SelectMany { R::Row: Selectable<DB> }
    InsertMissing {}
}
