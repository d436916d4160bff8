//! The statements of the engine as Diesel query nodes.
//!
//! A node has a static query id only if its SQL depends on its types alone.

use std::fmt;
use std::marker::PhantomData;

use diesel::associations::HasTable;
use diesel::backend::Backend as DieselBackend;
use diesel::dsl::AsSelect;
use diesel::expression::Selectable;
use diesel::query_builder::{AstPass, InsertStatement, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::Bool;
use diesel::{Insertable, QuerySource, RunQueryDsl};

use super::columns::{BindKey, KeyColumns};
use super::relation::{Relation, expression, predicate};
use super::values::Creates;
use crate::catalog::ForeignKey;
use crate::dialect::Dialect;

pub(super) type FromClause<R> = <<R as Relation>::Table as QuerySource>::FromClause;
pub(super) type Selection<R, DB> = <<R as Relation>::Row as Selectable<DB>>::SelectExpression;
/// The plain insert of key and values.
pub(super) type Insert<R, V> = InsertStatement<
    <R as Relation>::Table,
    <<V as Creates<R>>::Insert as Insertable<<R as Relation>::Table>>::Values,
>;

/// Pushes `key = $1 [AND key2 = $2] [AND (predicate)]`.
pub(super) fn push_condition<'b, R, DB>(
    key: &'b R::Key,
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()>
where
    R: Relation,
    R::Key: BindKey<R::Columns, DB>,
    DB: Dialect,
{
    for (position, name) in R::Columns::NAMES.iter().enumerate() {
        if position > 0 {
            out.push_sql(" AND ");
        }
        match expression::<R>(DB::BACKEND) {
            Some(expression) => push_in_parentheses(expression, out),
            None => out.push_identifier(name)?,
        }
        out.push_sql(" = ");
        key.push_value(position, out)?;
    }
    push_predicate::<R, DB>(" AND ", out);
    Ok(())
}

/// Pushes `keyword (predicate)`, if the index has one.
pub(super) fn push_predicate<R: Relation, DB: Dialect>(
    keyword: &str,
    out: &mut AstPass<'_, '_, DB>,
) {
    if let Some(predicate) = predicate::<R>(DB::BACKEND) {
        out.push_sql(keyword);
        push_in_parentheses(predicate, out);
    }
}

fn push_in_parentheses<DB: DieselBackend>(sql: &str, out: &mut AstPass<'_, '_, DB>) {
    out.push_sql("(");
    out.push_sql(sql);
    out.push_sql(")");
}

/// Pushes `(key, key2) [WHERE (predicate)]`: the predicate is a literal always, as PostgreSQL
/// does not match a bind with an index once it plans generically.
pub(super) fn push_conflict_target<R, DB>(out: &mut AstPass<'_, '_, DB>) -> QueryResult<()>
where
    R: Relation,
    DB: Dialect,
{
    out.push_sql(" ON CONFLICT (");
    push_names(R::Columns::NAMES, out)?;
    out.push_sql(")");
    push_predicate::<R, DB>(" WHERE ", out);
    Ok(())
}

/// Pushes identifiers with commas between them.
pub(super) fn push_names<DB: DieselBackend>(
    names: &[&str],
    out: &mut AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    for (position, name) in names.iter().enumerate() {
        if position > 0 {
            out.push_sql(", ");
        }
        out.push_identifier(name)?;
    }
    Ok(())
}

/// `SELECT row FROM table WHERE key = $1 [AND (predicate)]`
pub struct Select<R: Relation, DB: DieselBackend>
where
    R::Row: Selectable<DB>,
{
    key: R::Key,
    selection: Selection<R, DB>,
    from: FromClause<R>,
}

impl<R: Relation, DB: DieselBackend> Select<R, DB>
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

/// The type of a statement's query id: which statement, of which relation, on which backend.
type StaticId<S, R, DB> = PhantomData<fn() -> (S, R, DB)>;

impl<R, DB> QueryId for Select<R, DB>
where
    R: Relation,
    DB: DieselBackend + 'static,
    R::Row: Selectable<DB>,
    Selection<R, DB>: QueryId,
{
    type QueryId = StaticId<statement::Select, R, DB>;
    const HAS_STATIC_QUERY_ID: bool = <Selection<R, DB> as QueryId>::HAS_STATIC_QUERY_ID;
}

impl<R, DB> QueryFragment<DB> for Select<R, DB>
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
        push_condition::<R, DB>(&self.key, &mut out)
    }
}

impl<R, DB> Query for Select<R, DB>
where
    R: Relation,
    DB: DieselBackend,
    R::Row: Selectable<DB>,
{
    type SqlType = AsSelect<R::Row, DB>;
}

impl<R, DB, C> RunQueryDsl<C> for Select<R, DB>
where
    R: Relation,
    DB: DieselBackend,
    R::Row: Selectable<DB>,
{
}

/// `INSERT INTO table (..) VALUES (..) ON CONFLICT (key) [WHERE (predicate)] DO NOTHING
/// RETURNING (key = $n [AND (predicate)]) IS TRUE, row`
///
/// The first column returned says whether the row stored is the one asked for, by the server's
/// own comparison. The insert is borrowed without its type, so that the values in it may borrow
/// too: a query that is loaded outlives the loading, whatever its types say.
pub struct InsertIfAbsent<'v, R: Relation, DB: DieselBackend>
where
    R::Row: Selectable<DB>,
{
    insert: &'v dyn QueryFragment<DB>,
    key: R::Key,
    selection: Selection<R, DB>,
}

impl<'v, R: Relation, DB: DieselBackend> InsertIfAbsent<'v, R, DB>
where
    R::Row: Selectable<DB>,
{
    pub(crate) fn new(insert: &'v dyn QueryFragment<DB>, key: R::Key) -> Self {
        Self {
            insert,
            key,
            selection: R::Row::construct_selection(),
        }
    }
}

/// The values may change the SQL, so the id is never static; Diesel caches by the SQL itself.
impl<R: Relation, DB: DieselBackend> QueryId for InsertIfAbsent<'_, R, DB>
where
    R::Row: Selectable<DB>,
{
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<R, DB> QueryFragment<DB> for InsertIfAbsent<'_, R, DB>
where
    R: Relation,
    DB: Dialect,
    R::Key: BindKey<R::Columns, DB>,
    R::Row: Selectable<DB>,
    Selection<R, DB>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.insert.walk_ast(out.reborrow())?;
        push_conflict_target::<R, DB>(&mut out)?;
        out.push_sql(" DO NOTHING RETURNING (");
        push_condition::<R, DB>(&self.key, &mut out)?;
        out.push_sql(") IS TRUE, ");
        self.selection.walk_ast(out.reborrow())
    }
}

impl<R, DB> Query for InsertIfAbsent<'_, R, DB>
where
    R: Relation,
    DB: DieselBackend,
    R::Row: Selectable<DB>,
{
    type SqlType = (Bool, AsSelect<R::Row, DB>);
}

impl<R, DB, C> RunQueryDsl<C> for InsertIfAbsent<'_, R, DB>
where
    R: Relation,
    DB: DieselBackend,
    R::Row: Selectable<DB>,
{
}

/// `DELETE FROM table WHERE key = $1 [AND (predicate)]`
pub struct Delete<R: Relation> {
    key: R::Key,
    from: FromClause<R>,
}

impl<R: Relation> Delete<R> {
    pub(crate) fn new(key: R::Key) -> Self {
        Self {
            key,
            from: R::Table::table().from_clause(),
        }
    }
}

impl<R: Relation> QueryId for Delete<R> {
    type QueryId = StaticId<statement::Delete, R, ()>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<R, DB> QueryFragment<DB> for Delete<R>
where
    R: Relation,
    DB: Dialect,
    R::Key: BindKey<R::Columns, DB>,
    FromClause<R>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("DELETE FROM ");
        self.from.walk_ast(out.reborrow())?;
        out.push_sql(" WHERE ");
        push_condition::<R, DB>(&self.key, &mut out)
    }
}

impl<R: Relation, C> RunQueryDsl<C> for Delete<R> {}

/// `SELECT 1 FROM parent WHERE referenced = $1 [AND ..]`, executed for its count of rows.
pub struct ParentExists<R: Relation> {
    key: R::Key,
    foreign_key: &'static ForeignKey<'static>,
}

impl<R: Relation> ParentExists<R> {
    pub(crate) const fn new(key: R::Key, foreign_key: &'static ForeignKey<'static>) -> Self {
        Self { key, foreign_key }
    }
}

/// Which parent it asks depends on a value.
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
        out.push_sql(")");
        Ok(())
    }
}

impl<R: Relation> Query for ParentExists<R> {
    type SqlType = Bool;
}

impl<R: Relation, C> RunQueryDsl<C> for ParentExists<R> {}

impl<R, DB> fmt::Debug for InsertIfAbsent<'_, R, DB>
where
    R: Relation,
    DB: DieselBackend,
    R::Row: Selectable<DB>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InsertIfAbsent")
            .field("relation", &R::NAME)
            .finish_non_exhaustive()
    }
}

/// Names for query ids.
mod statement {
    #[derive(Debug)]
    pub struct Select;
    #[derive(Debug)]
    pub struct Delete;
}

macro_rules! debug_by_name {
    ($($name:ident <$($parameter:ident),+> { $($bounds:tt)+ })+) => {$(
        impl<$($parameter),+> fmt::Debug for $name<$($parameter),+> where $($bounds)+ {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).field("relation", &R::NAME).finish_non_exhaustive()
            }
        }
    )+};
}

debug_by_name! {
    Select<R, DB> { R: Relation, DB: DieselBackend, R::Row: Selectable<DB> }
    Delete<R> { R: Relation }
    ParentExists<R> { R: Relation }
}
