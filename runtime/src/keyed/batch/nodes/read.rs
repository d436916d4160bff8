//! The statements that read many rows.

use std::marker::PhantomData;

use diesel::QuerySource;
use diesel::associations::HasTable;
use diesel::dsl::AsSelect;
use diesel::expression::Selectable;
use diesel::query_builder::{AstPass, Query, QueryFragment};
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Text};

use super::{Identified, Keys, RowIdentity, nodes, number_of, push_index};
use crate::dialect::Dialect;
use crate::keyed::batch::keys::{BatchDialect, KeyKind, PushKeys};
use crate::keyed::columns::KeyColumns;
use crate::keyed::key_table::{ORDINAL, column, push_column, push_key_column};
use crate::keyed::nodes::{FromClause, Selection, push_equals, push_predicate};
use crate::keyed::relation::Relation;

/// The rows that a read of many sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadMode {
    /// The rows that the transaction shows.
    Usual,
    /// The rows that are committed now.
    Current,
}

/// `SELECT ordinal, identity, row FROM keys INNER JOIN table ON key = key`
///
/// Keys are compared by the server, in the column's own collation: equal ones share a row.
pub struct SelectMany<R: Relation, DB: BatchDialect<R::Columns, R::Key>, I = Identified>
where
    R::Row: Selectable<DB>,
{
    keys: Keys<R, DB>,
    selection: Selection<R, DB>,
    from: FromClause<R>,
    mode: ReadMode,
    identified_by: PhantomData<fn() -> I>,
}

impl<R: Relation, DB: BatchDialect<R::Columns, R::Key>, I> SelectMany<R, DB, I>
where
    R::Row: Selectable<DB>,
{
    pub(in crate::keyed::batch) fn new(keys: Vec<R::Key>, mode: ReadMode) -> Self {
        Self {
            keys: DB::keys(keys),
            selection: R::Row::construct_selection(),
            from: R::Table::table().from_clause(),
            mode,
            identified_by: PhantomData,
        }
    }
}

impl<R, DB, I> QueryFragment<DB> for SelectMany<R, DB, I>
where
    R: Relation,
    I: RowIdentity<R::Columns, R::Key, DB>,
    DB: Dialect + BatchDialect<R::Columns, R::Key>,
    R::Row: Selectable<DB>,
    Selection<R, DB>: QueryFragment<DB>,
    FromClause<R>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if !self.keys.has_same_sql() {
            out.unsafe_to_cache_prepared();
        }
        self.keys.push_with(&mut out)?;
        out.push_sql("SELECT ");
        push_key_column(ORDINAL, &mut out)?;
        out.push_sql(", ");
        I::push(&self.from, number_of::<R, DB>(), &mut out)?;
        out.push_sql(", ");
        self.selection.walk_ast(out.reborrow())?;
        out.push_sql(" FROM ");
        self.keys.push_from(&self.from, &mut out)?;
        out.push_sql(<Keys<R, DB> as PushKeys<DB>>::JOIN);
        self.from.walk_ast(out.reborrow())?;
        if self.mode == ReadMode::Current {
            push_index::<R, DB>(&mut out)?;
        }
        for (position, name) in R::Columns::NAMES.iter().enumerate() {
            out.push_sql(if position == 0 { " ON " } else { " AND " });
            push_column(&self.from, name, &mut out)?;
            push_equals::<R, DB>(name, &mut out);
            push_key_column(&column(position), &mut out)?;
        }
        push_predicate::<R, DB>(" AND ", &mut out);
        if self.mode == ReadMode::Current {
            out.push_sql(DB::CURRENT_READ);
        }
        Ok(())
    }
}

impl<R, DB, I> Query for SelectMany<R, DB, I>
where
    R: Relation,
    DB: BatchDialect<R::Columns, R::Key>,
    I: RowIdentity<R::Columns, R::Key, DB>,
    R::Row: Selectable<DB>,
{
    type SqlType = (BigInt, I::Sql, AsSelect<R::Row, DB>);
}

/// `SELECT key, row FROM table WHERE key IN keys`
///
/// The keys are of types whose equality is the same in Rust: each row is assigned by its own key.
pub struct SelectIntegers<R: Relation, DB: BatchDialect<R::Columns, R::Key>>
where
    R::Row: Selectable<DB>,
{
    keys: Keys<R, DB>,
    selection: Selection<R, DB>,
    from: FromClause<R>,
    mode: ReadMode,
}

impl<R: Relation, DB: BatchDialect<R::Columns, R::Key>> SelectIntegers<R, DB>
where
    R::Row: Selectable<DB>,
{
    pub(in crate::keyed::batch) fn new(keys: Vec<R::Key>, mode: ReadMode) -> Self {
        Self {
            keys: DB::keys(keys),
            selection: R::Row::construct_selection(),
            from: R::Table::table().from_clause(),
            mode,
        }
    }
}

impl<R, DB> SelectIntegers<R, DB>
where
    R: Relation,
    DB: Dialect + BatchDialect<R::Columns, R::Key>,
    R::Row: Selectable<DB>,
    Selection<R, DB>: QueryFragment<DB>,
    FromClause<R>: QueryFragment<DB>,
{
    /// Pushes the statement; `push_row_id` pushes the SQL between the key and the row.
    fn push<'b>(
        &'b self,
        push_row_id: impl FnOnce(&'b FromClause<R>, &mut AstPass<'_, 'b, DB>) -> QueryResult<()>,
        mut out: AstPass<'_, 'b, DB>,
    ) -> QueryResult<()> {
        if !self.keys.has_same_sql() {
            out.unsafe_to_cache_prepared();
        }
        out.push_sql("SELECT ");
        for name in R::Columns::NAMES {
            DB::push_integer(&self.from, name, &mut out)?;
            out.push_sql(", ");
        }
        push_row_id(&self.from, &mut out)?;
        self.selection.walk_ast(out.reborrow())?;
        out.push_sql(" FROM ");
        self.from.walk_ast(out.reborrow())?;
        if self.mode == ReadMode::Current {
            push_index::<R, DB>(&mut out)?;
        }
        out.push_sql(" WHERE ");
        for name in R::Columns::NAMES {
            push_column(&self.from, name, &mut out)?;
            self.keys.push_membership(&mut out)?;
        }
        push_predicate::<R, DB>(" AND ", &mut out);
        if self.mode == ReadMode::Current {
            out.push_sql(DB::CURRENT_READ);
        }
        Ok(())
    }
}

impl<R, DB> QueryFragment<DB> for SelectIntegers<R, DB>
where
    R: Relation,
    DB: Dialect + BatchDialect<R::Columns, R::Key>,
    R::Row: Selectable<DB>,
    Selection<R, DB>: QueryFragment<DB>,
    FromClause<R>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.push(|_, _| Ok(()), out)
    }
}

impl<R, DB> Query for SelectIntegers<R, DB>
where
    R: Relation,
    DB: BatchDialect<R::Columns, R::Key>,
    R::Row: Selectable<DB>,
{
    type SqlType = (BigInt, AsSelect<R::Row, DB>);
}

/// `SELECT key, row_id, row FROM table WHERE key IN keys`
pub struct SelectIntegersWithRowIds<R: Relation, DB: BatchDialect<R::Columns, R::Key>>(
    SelectIntegers<R, DB>,
)
where
    R::Row: Selectable<DB>;

impl<R: Relation, DB: BatchDialect<R::Columns, R::Key>> SelectIntegersWithRowIds<R, DB>
where
    R::Row: Selectable<DB>,
{
    pub(in crate::keyed::batch) fn new(keys: Vec<R::Key>, mode: ReadMode) -> Self {
        Self(SelectIntegers::new(keys, mode))
    }
}

impl<R, DB> QueryFragment<DB> for SelectIntegersWithRowIds<R, DB>
where
    R: Relation,
    DB: Dialect + BatchDialect<R::Columns, R::Key>,
    R::Row: Selectable<DB>,
    Selection<R, DB>: QueryFragment<DB>,
    FromClause<R>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let push_row_id = |from, out: &mut AstPass<'_, 'b, DB>| {
            DB::push_row_id(KeyKind::Integers, from, number_of::<R, DB>(), out)?;
            out.push_sql(", ");
            Ok(())
        };
        self.0.push(push_row_id, out)
    }
}

impl<R, DB> Query for SelectIntegersWithRowIds<R, DB>
where
    R: Relation,
    DB: BatchDialect<R::Columns, R::Key>,
    R::Row: Selectable<DB>,
{
    type SqlType = (BigInt, Text, AsSelect<R::Row, DB>);
}

nodes! {
    SelectMany<I> { R::Row: Selectable<DB> }
    SelectIntegers { R::Row: Selectable<DB> }
    SelectIntegersWithRowIds { R::Row: Selectable<DB> }
}
