//! The statements that write many rows with values or changes, as Diesel query nodes.
//!
//! Values are rendered by Diesel, and only as a whole: `INSERT INTO table (..) VALUES (..)`. On
//! PostgreSQL one such row becomes many, as its key is a set. Elsewhere its columns and values are
//! taken from the text, and its binds from the passes that collect them.

use diesel::associations::HasTable;
use diesel::backend::Backend as DieselBackend;
use diesel::internal::derives::multiconnection::AstPassHelper;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Bool, Nullable, Text};
use diesel::{QuerySource, RunQueryDsl};

use super::keys::{
    BatchDialect, Kind, Limits, PushKeys, TABLE, column, push_key_column, push_key_columns,
};
use super::nodes::{Keys, Manner, kind_of, push_index};
use super::touched::Collects;
use crate::keyed::columns::KeyColumns;
use crate::keyed::nodes::{FromClause, debug_by_name, push_conflict_target, push_predicate};
use crate::keyed::relation::{Relation, predicate};
use crate::keyed::stated::{row_of_insert, sql_of};

/// What is written for each of many keys.
#[derive(Debug)]
pub enum ManyChange<'v, F: ?Sized> {
    /// A row, unless the key exists: the insert of one with key terms.
    Insert(&'v F, Manner, Tell),
    /// The assignments of an update.
    Update(&'v F),
}

impl<F: ?Sized> ManyChange<'_, F> {
    /// What a session collects, where the server returns nothing.
    pub(super) const fn collects(&self) -> Collects {
        match self {
            Self::Update(_) => Collects::Written,
            Self::Insert(_, _, Tell::Nothing) => Collects::Untold,
            Self::Insert(_, Manner::PassOver, Tell::Rows) => Collects::PassedOver,
            Self::Insert(_, Manner::Insist, Tell::Rows) => Collects::Nothing,
        }
    }
}

/// Whether an insert tells which rows it wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tell {
    /// It does.
    Rows,
    /// Nobody asks.
    Nothing,
}

/// A change of many rows, executed for its count:
/// `INSERT INTO table (key, ..) SELECT key, .. FROM (SELECT DISTINCT key FROM keys) ORDER BY key
/// ON CONFLICT (key) DO NOTHING`, or `UPDATE table SET .. WHERE key IN keys`.
pub struct CountedMany<'v, R: Relation, DB: BatchDialect<R::Columns, R::Key>, F: ?Sized> {
    change: ManyChange<'v, F>,
    keys: Keys<R, DB>,
    kind: Kind,
    from: FromClause<R>,
}

impl<'v, R, DB, F> CountedMany<'v, R, DB, F>
where
    R: Relation,
    DB: BatchDialect<R::Columns, R::Key>,
    F: ?Sized,
{
    /// Of a change, for these keys.
    #[must_use]
    pub fn new(change: ManyChange<'v, F>, keys: Vec<R::Key>) -> Self {
        Self {
            change,
            kind: kind_of::<R>(&keys),
            keys: DB::keys(keys),
            from: R::Table::table().from_clause(),
        }
    }
}

impl<R, DB, F> CountedMany<'_, R, DB, F>
where
    R: Relation,
    DB: BatchDialect<R::Columns, R::Key>,
    F: QueryFragment<DB> + ?Sized,
    FromClause<R>: QueryFragment<DB>,
{
    fn push_insert<'b>(
        &'b self,
        insert: &'b F,
        manner: Manner,
        tell: Tell,
        out: &mut AstPass<'_, 'b, DB>,
    ) -> QueryResult<()> {
        if DB::SETS_IN_VALUES {
            out.push_sql("WITH ");
            out.push_identifier(TABLE)?;
            out.push_sql(" AS (");
            self.push_distinct_keys(out)?;
            out.push_sql(") ");
            insert.walk_ast(out.reborrow())?;
        } else {
            self.keys.push_with(out)?;
            self.push_insert_of_selection(insert, out)?;
        }
        let target = push_conflict_target::<R, DB>;
        match (manner, tell) {
            (Manner::Insist, _) => Ok(()),
            (Manner::PassOver, Tell::Nothing) => DB::push_pass_over(&self.from, target, out),
            (Manner::PassOver, Tell::Rows) => {
                DB::push_pass_over_telling(self.kind, &self.from, target, out)
            }
        }
    }

    /// Pushes `INSERT INTO table (key, ..) SELECT key, .. FROM keys`.
    fn push_insert_of_selection<'b>(
        &'b self,
        insert: &'b F,
        out: &mut AstPass<'_, 'b, DB>,
    ) -> QueryResult<()> {
        let sql = sql_of::<DB>(&insert).unwrap_or_default();
        let row = row_of_insert(&sql);
        let push_list = |list: &mut dyn Iterator<Item = &str>, out: &mut AstPass<'_, 'b, DB>| {
            for (nth, item) in list.enumerate() {
                out.push_sql(if nth == 0 { "" } else { ", " });
                out.push_sql(item);
            }
        };
        out.push_sql("INSERT INTO ");
        self.from.walk_ast(out.reborrow())?;
        out.push_sql(" (");
        push_list(&mut row.iter().map(|(column, _)| *column), out);
        out.push_sql(") SELECT ");
        push_list(&mut row.iter().map(|(_, value)| *value), out);
        push_binds_only(insert, out)?;
        out.push_sql(" FROM (");
        self.push_distinct_keys(out)?;
        out.push_sql(") AS ");
        out.push_identifier(TABLE)?;
        // Without a WHERE, SQLite takes ON CONFLICT for the condition of a join.
        out.push_sql(" WHERE true ORDER BY ");
        push_key_columns(R::Columns::NAMES.len(), out)
    }

    /// Pushes `SELECT DISTINCT key FROM keys`.
    fn push_distinct_keys<'b>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for position in 0..R::Columns::NAMES.len() {
            out.push_sql(if position == 0 {
                "SELECT DISTINCT "
            } else {
                ", "
            });
            let name = column(position);
            push_key_column(&name, out)?;
            out.push_sql(" AS ");
            out.push_identifier(&name)?;
        }
        out.push_sql(" FROM ");
        self.keys.push_from(&self.from, out)
    }
}

/// Pushes the binds of a fragment whose SQL was pushed as a text.
fn push_binds_only<'b, DB: DieselBackend, F: QueryFragment<DB> + ?Sized>(
    fragment: &'b F,
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    let collects = out.bind_collector().is_some() || out.debug_binds().is_some();
    if collects {
        fragment.walk_ast(out.reborrow())?;
    }
    Ok(())
}

impl<R, DB, F> QueryFragment<DB> for CountedMany<'_, R, DB, F>
where
    R: Relation,
    DB: BatchDialect<R::Columns, R::Key>,
    F: QueryFragment<DB> + ?Sized,
    FromClause<R>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if !self.keys.has_same_sql() {
            out.unsafe_to_cache_prepared();
        }
        match &self.change {
            ManyChange::Insert(insert, manner, tell) => {
                self.push_insert(*insert, *manner, *tell, &mut out)
            }
            ManyChange::Update(assignments) => {
                let limits = Limits {
                    predicate: |out| push_predicate::<R, DB>(" AND ", out),
                    index: push_index::<R, DB>,
                };
                DB::push_update(
                    &self.keys,
                    self.kind,
                    &self.from,
                    *assignments,
                    &limits,
                    &mut out,
                )
            }
        }
    }
}

/// The same with `RETURNING mark, (predicate) IS TRUE`.
pub struct ReturnedMany<'v, R: Relation, DB: BatchDialect<R::Columns, R::Key>, F: ?Sized>(
    CountedMany<'v, R, DB, F>,
);

impl<'v, R, DB, F> ReturnedMany<'v, R, DB, F>
where
    R: Relation,
    DB: BatchDialect<R::Columns, R::Key>,
    F: ?Sized,
{
    /// Of a change, for these keys.
    #[must_use]
    pub fn new(change: ManyChange<'v, F>, keys: Vec<R::Key>) -> Self {
        Self(CountedMany::new(change, keys))
    }
}

impl<R, DB, F> QueryFragment<DB> for ReturnedMany<'_, R, DB, F>
where
    R: Relation,
    DB: BatchDialect<R::Columns, R::Key>,
    F: QueryFragment<DB> + ?Sized,
    FromClause<R>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(" RETURNING ");
        DB::push_mark(self.0.kind, &self.0.from, &mut out)?;
        match predicate::<R>(DB::BACKEND) {
            Some(_) => push_predicate::<R, DB>(", ", &mut out),
            None => out.push_sql(", true"),
        }
        out.push_sql(" IS TRUE");
        Ok(())
    }
}

impl<R, DB, F> Query for ReturnedMany<'_, R, DB, F>
where
    R: Relation,
    DB: BatchDialect<R::Columns, R::Key>,
    F: ?Sized,
{
    type SqlType = (Text, Bool);
}

/// What a session is told before it collects marks.
pub(super) const FORGET_MARKS: &str = "SET @camshaft = NULL";

/// `SELECT CAST(@camshaft AS CHAR)`: the marks that the session collected.
#[derive(Debug, Clone, Copy)]
pub struct SelectMarks;

impl QueryId for SelectMarks {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<DB: DieselBackend> QueryFragment<DB> for SelectMarks {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT CAST(@camshaft AS CHAR)");
        Ok(())
    }
}

impl Query for SelectMarks {
    type SqlType = Nullable<Text>;
}

impl<C> RunQueryDsl<C> for SelectMarks {}

/// Values may change the SQL, so ids are never static; Diesel caches by the SQL.
macro_rules! changes {
    ($($name:ident)+) => {$(
        impl<R, DB, F> QueryId for $name<'_, R, DB, F>
        where
            R: Relation,
            DB: BatchDialect<R::Columns, R::Key>,
            F: ?Sized,
        {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }

        impl<R, DB, F, C> RunQueryDsl<C> for $name<'_, R, DB, F>
        where
            R: Relation,
            DB: BatchDialect<R::Columns, R::Key>,
            F: ?Sized,
        {
        }
    )+};
}

changes! { CountedMany ReturnedMany }

debug_by_name! {
    CountedMany<'v, R, DB; ?Sized F> { R: Relation, DB: BatchDialect<R::Columns, R::Key> }
    ReturnedMany<'v, R, DB; ?Sized F> { R: Relation, DB: BatchDialect<R::Columns, R::Key> }
}
