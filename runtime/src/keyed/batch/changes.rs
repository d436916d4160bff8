//! The statements that write many rows with values or changes, as Diesel query nodes.
//!
//! Values are rendered by Diesel, and only as a whole: `INSERT INTO table (..) VALUES (..)`. On
//! PostgreSQL one such row becomes many, as its key is a set. Elsewhere its columns and values are
//! taken from the text, and its binds from the passes that collect them.

use diesel::associations::HasTable;
use diesel::backend::Backend as DieselBackend;
use diesel::dsl::AsSelect;
use diesel::expression::Selectable;
use diesel::internal::derives::multiconnection::AstPassHelper;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Nullable, Text};
use diesel::{QuerySource, RunQueryDsl};

use super::keys::{
    BatchDialect, Kind, Limits, PushKeys, TABLE, Tell, Writes, column, push_key_column,
    push_key_columns,
};
use super::nodes::{Keys, are_integers, kind_of, number_of, push_index};
use super::touched::Collects;
use crate::keyed::columns::{KeyColumns, KeyValues};
use crate::keyed::nodes::{
    FromClause, Selection, debug_by_name, push_conflict_target, push_equals, push_names,
    push_predicate,
};
use crate::keyed::relation::{Relation, predicate};
use crate::keyed::stated::{row_of_insert, sql_of};

/// What an insert of many does about keys that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// It passes over them.
    PassOver,
    /// It fails: the error names the key, where passing over did not help.
    Insist,
}

/// What is written for each of many keys.
#[derive(Debug)]
pub enum ManyChange<'v, F: ?Sized> {
    /// A row with the key alone, unless the key exists.
    Keys(Manner, Tell),
    /// A row, unless the key exists: the insert of one with key terms.
    Insert(&'v F, Manner, Tell),
    /// The assignments of an update.
    Update(&'v F),
}

impl<F: ?Sized> Clone for ManyChange<'_, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: ?Sized> Copy for ManyChange<'_, F> {}

impl<'v, F: ?Sized> ManyChange<'v, F> {
    /// Inserts rows: with values where there are some, else with keys alone.
    pub(super) fn insert(values: Option<&'v F>, manner: Manner, tell: Tell) -> Self {
        match values {
            Some(values) => Self::Insert(values, manner, tell),
            None => Self::Keys(manner, tell),
        }
    }
}

impl<F: ?Sized> ManyChange<'_, F> {
    /// What a session collects, where the server returns nothing.
    pub(super) const fn collects(self) -> Collects {
        match self {
            Self::Update(_) => Collects::Written,
            Self::Keys(_, Tell::Nothing) | Self::Insert(_, _, Tell::Nothing) => Collects::Untold,
            Self::Keys(Manner::PassOver, _) | Self::Insert(_, Manner::PassOver, _) => {
                Collects::PassedOver
            }
            Self::Keys(Manner::Insist, _) | Self::Insert(_, Manner::Insist, _) => Collects::Nothing,
        }
    }

    /// Returns whether rows that it creates must be known for sure, where the server does not return them.
    pub(super) const fn must_be_seen(self) -> bool {
        match self {
            Self::Keys(manner, tell) | Self::Insert(_, manner, tell) => {
                matches!(manner, Manner::Insist) || matches!(tell, Tell::Rows)
            }
            Self::Update(_) => false,
        }
    }

    /// Returns whether it is an insert that passes over rows.
    pub(super) const fn may_pass_over(self) -> bool {
        match self {
            Self::Keys(manner, _) | Self::Insert(_, manner, _) => {
                matches!(manner, Manner::PassOver)
            }
            Self::Update(_) => false,
        }
    }

    /// Returns whether it inserts.
    pub(super) const fn writes(self) -> Writes {
        match self {
            Self::Keys(..) | Self::Insert(..) => Writes::New,
            Self::Update(_) => Writes::Changes,
        }
    }
}

/// A change of many rows, executed for its count:
/// `INSERT INTO table (key, ..) SELECT key, .. FROM (SELECT DISTINCT key FROM keys) ORDER BY key
/// ON CONFLICT (key) DO NOTHING`, or `UPDATE table SET .. WHERE key IN keys`.
///
/// Keys are inserted in their order, so that two batches never wait for each other in a circle: sorted
/// by the server, and here where they alone are inserted and are integers, as `INSERT INTO table (key)
/// VALUES (1), (2) ON CONFLICT (key) DO NOTHING`.
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
    pub fn new(change: ManyChange<'v, F>, mut keys: Vec<R::Key>) -> Self {
        let kind = kind_of::<R>(&keys);
        let keys = match change {
            ManyChange::Keys(..) if are_integers::<R>(&keys) => {
                keys.sort_unstable_by_key(KeyValues::integer);
                keys.dedup_by_key(|key| key.integer());
                DB::integers(keys)
            }
            _ => DB::keys(keys),
        };
        Self {
            change,
            keys,
            kind,
            from: R::Table::table().from_clause(),
        }
    }

    fn limits() -> Limits<DB> {
        Limits {
            predicate: |out| push_predicate::<R, DB>(" AND ", out),
            equals: push_equals::<R, DB>,
            index: push_index::<R, DB>,
            conflict_target: push_conflict_target::<R, DB>,
            is_partial: predicate::<R>(DB::BACKEND).is_some(),
            number: number_of::<R, DB>(),
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
    fn push_insert_of_values<'b>(
        &'b self,
        insert: &'b F,
        out: &mut AstPass<'_, 'b, DB>,
    ) -> QueryResult<()> {
        if DB::SETS_IN_VALUES {
            self.push_with_distinct_keys(out)?;
            insert.walk_ast(out.reborrow())
        } else {
            self.keys.push_with(out)?;
            self.push_insert_of_selection(insert, out)
        }
    }

    /// Pushes `INSERT INTO table (key) SELECT key FROM keys ORDER BY key`.
    fn push_insert_of_keys<'b>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let is_sorted = self.kind == Kind::Integers;
        if !is_sorted && DB::SETS_IN_VALUES {
            self.push_with_distinct_keys(out)?;
        } else if !is_sorted {
            self.keys.push_with(out)?;
        }
        out.push_sql("INSERT INTO ");
        self.from.walk_ast(out.reborrow())?;
        out.push_sql(" (");
        push_names(R::Columns::NAMES, out)?;
        out.push_sql(") ");
        if is_sorted {
            return self.keys.push_rows(out);
        }
        out.push_sql("SELECT ");
        push_key_columns(R::Columns::NAMES.len(), out)?;
        out.push_sql(" FROM ");
        if DB::SETS_IN_VALUES {
            out.push_identifier(TABLE)?;
        } else {
            self.push_subquery_of_distinct_keys(out)?;
        }
        out.push_sql(DB::WHERE);
        Self::push_order(out)
    }

    /// Pushes `INSERT INTO table (key, ..) SELECT key, .. FROM keys ORDER BY key`.
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
        out.push_sql(" FROM ");
        self.push_subquery_of_distinct_keys(out)?;
        out.push_sql(DB::WHERE);
        Self::push_order(out)
    }

    fn push_order(out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
        out.push_sql(" ORDER BY ");
        push_key_columns(R::Columns::NAMES.len(), out)
    }

    /// Pushes `WITH keys AS (SELECT DISTINCT key FROM keys)`.
    fn push_with_distinct_keys<'b>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("WITH ");
        out.push_identifier(TABLE)?;
        out.push_sql(" AS (");
        self.push_distinct_keys(out)?;
        out.push_sql(") ");
        Ok(())
    }

    /// Pushes `(SELECT DISTINCT key FROM keys) AS keys`.
    fn push_subquery_of_distinct_keys<'b>(
        &'b self,
        out: &mut AstPass<'_, 'b, DB>,
    ) -> QueryResult<()> {
        out.push_sql("(");
        self.push_distinct_keys(out)?;
        out.push_sql(") AS ");
        out.push_identifier(TABLE)
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
        let limits = Self::limits();
        let (manner, tell) = match self.change {
            ManyChange::Keys(manner, tell) => {
                self.push_insert_of_keys(&mut out)?;
                (manner, tell)
            }
            ManyChange::Insert(insert, manner, tell) => {
                self.push_insert_of_values(insert, &mut out)?;
                (manner, tell)
            }
            ManyChange::Update(assignments) => {
                return DB::push_update(
                    &self.keys,
                    self.kind,
                    &self.from,
                    assignments,
                    &limits,
                    &mut out,
                );
            }
        };
        match manner {
            Manner::PassOver => DB::push_pass_over(self.kind, tell, &self.from, &limits, &mut out),
            Manner::Insist => Ok(()),
        }
    }
}

/// The same with `RETURNING mark, key, row`, where the key is NULL if it is one of those asked for and
/// the row inside of the index's predicate. On MariaDB it is NULL of a row that was passed over, and the
/// clause is a comment to MySQL.
pub struct ReturnedMany<'v, R: Relation, DB: BatchDialect<R::Columns, R::Key>, F: ?Sized>
where
    R::Row: Selectable<DB>,
{
    write: CountedMany<'v, R, DB, F>,
    selection: Selection<R, DB>,
}

impl<'v, R, DB, F> ReturnedMany<'v, R, DB, F>
where
    R: Relation,
    R::Row: Selectable<DB>,
    DB: BatchDialect<R::Columns, R::Key>,
    F: ?Sized,
{
    /// Of a change, for these keys.
    #[must_use]
    pub fn new(change: ManyChange<'v, F>, keys: Vec<R::Key>) -> Self {
        Self {
            write: CountedMany::new(change, keys),
            selection: R::Row::construct_selection(),
        }
    }
}

impl<R, DB, F> QueryFragment<DB> for ReturnedMany<'_, R, DB, F>
where
    R: Relation,
    R::Row: Selectable<DB>,
    DB: BatchDialect<R::Columns, R::Key>,
    F: QueryFragment<DB> + ?Sized,
    FromClause<R>: QueryFragment<DB>,
    Selection<R, DB>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let (kind, table) = (self.write.kind, &self.write.from);
        let limits = CountedMany::<R, DB, F>::limits();
        let writes = self.write.change.writes();
        self.write.walk_ast(out.reborrow())?;
        let [begin, end] = DB::RETURNING;
        out.push_sql(begin);
        DB::push_mark(kind, table, limits.number, &mut out)?;
        out.push_sql(", ");
        DB::push_stored(kind, writes, table, &limits, &mut out)?;
        out.push_sql(", ");
        self.selection.walk_ast(out.reborrow())?;
        out.push_sql(end);
        Ok(())
    }
}

impl<R, DB, F> Query for ReturnedMany<'_, R, DB, F>
where
    R: Relation,
    R::Row: Selectable<DB>,
    DB: BatchDialect<R::Columns, R::Key>,
    F: ?Sized,
{
    type SqlType = (Text, Nullable<Text>, AsSelect<R::Row, DB>);
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
    ($($name:ident { $($bounds:tt)* })+) => {$(
        impl<R, DB, F> QueryId for $name<'_, R, DB, F>
        where
            R: Relation,
            $($bounds)*
            DB: BatchDialect<R::Columns, R::Key>,
            F: ?Sized,
        {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }

        impl<R, DB, F, C> RunQueryDsl<C> for $name<'_, R, DB, F>
        where
            R: Relation,
            $($bounds)*
            DB: BatchDialect<R::Columns, R::Key>,
            F: ?Sized,
        {
        }
    )+};
}

changes! { CountedMany {} ReturnedMany { R::Row: Selectable<DB>, } }

debug_by_name! {
    CountedMany<'v, R, DB; ?Sized F> { R: Relation, DB: BatchDialect<R::Columns, R::Key> }
    ReturnedMany<'v, R, DB; ?Sized F> { R: Relation, R::Row: Selectable<DB>, DB: BatchDialect<R::Columns, R::Key> }
}
