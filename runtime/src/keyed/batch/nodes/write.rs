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

use super::{Keys, are_integers, kind_of, number_of, push_index};
use crate::keyed::batch::change::{ManyChange, OnConflict};
use crate::keyed::batch::keys::{BatchDialect, KeyKind, Limits, PushKeys};
use crate::keyed::columns::{KeyColumns, KeyValues};
use crate::keyed::given_key::{row_of_insert, sql_of};
use crate::keyed::key_table::{TABLE, column, push_key_column, push_key_columns};
use crate::keyed::nodes::{
    FromClause, Selection, debug_by_name, push_conflict_target, push_equals, push_names,
    push_predicate,
};
use crate::keyed::relation::{Relation, predicate};

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
    kind: KeyKind,
    from: FromClause<R>,
}

impl<'v, R, DB, F> CountedMany<'v, R, DB, F>
where
    R: Relation,
    DB: BatchDialect<R::Columns, R::Key>,
    F: ?Sized,
{
    /// Writes a change for these keys.
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
        let is_sorted = self.kind == KeyKind::Integers;
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
        let row = row_of_insert(DB::BACKEND, &sql);
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
        let (on_conflict, tracking) = match self.change {
            ManyChange::Keys(on_conflict, tracking) => {
                self.push_insert_of_keys(&mut out)?;
                (on_conflict, tracking)
            }
            ManyChange::Insert(insert, on_conflict, tracking) => {
                self.push_insert_of_values(insert, &mut out)?;
                (on_conflict, tracking)
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
        match on_conflict {
            OnConflict::DoNothing => {
                DB::push_pass_over(self.kind, tracking, &self.from, &limits, &mut out)
            }
            OnConflict::Fail => Ok(()),
        }
    }
}

/// A change of many rows with `RETURNING row_id, key, row`, where the key is NULL if it is one of those asked for and
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
    /// Writes a change for these keys.
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
        DB::push_row_id(kind, table, limits.number, &mut out)?;
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
