//! The questions to MySQL and MariaDB after a write whose row they did not return.

use diesel::associations::HasTable;
use diesel::backend::Backend as DieselBackend;
use diesel::dsl::AsSelect;
use diesel::expression::Selectable;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{Binary, Bool, HasSqlType, Nullable, Text};
use diesel::{QuerySource, RunQueryDsl};

use super::{FromClause, Selection, debug_by_name, push_condition};
use crate::dialect::Dialect;
use crate::keyed::columns::{BindKey, KeyColumns};
use crate::keyed::relation::Relation;
use crate::keyed::settle::{Ours, StoredValue, stored_values};

/// `SELECT IF(LAST_INSERT_ID() IN (0, number), NULL, ''), row FROM table WHERE key = ?
/// LOCK IN SHARE MODE`
///
/// The first column is NULL if the row is the one written, as far as the server knows: 0 means that
/// it has not numbered it.
pub struct ReadBack<R: Relation, DB: DieselBackend>
where
    R::Row: Selectable<DB>,
{
    key: R::Key,
    ours: Ours,
    selection: Selection<R, DB>,
    from: FromClause<R>,
}

impl<R: Relation, DB: DieselBackend> ReadBack<R, DB>
where
    R::Row: Selectable<DB>,
{
    pub(crate) fn new(key: R::Key, ours: Ours) -> Self {
        Self {
            key,
            ours,
            selection: R::Row::construct_selection(),
            from: R::Table::table().from_clause(),
        }
    }
}

/// The SQL depends on a value.
impl<R: Relation, DB: DieselBackend> QueryId for ReadBack<R, DB>
where
    R::Row: Selectable<DB>,
{
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<R, DB> QueryFragment<DB> for ReadBack<R, DB>
where
    R: Relation,
    DB: Dialect,
    String: ToSql<Text, DB>,
    R::Key: BindKey<R::Columns, DB>,
    R::Row: Selectable<DB>,
    Selection<R, DB>: QueryFragment<DB>,
    FromClause<R>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        match &self.ours {
            Ours::Numbered(column) => {
                out.push_sql("SELECT IF(LAST_INSERT_ID() IN (0, ");
                out.push_identifier(column)?;
                out.push_sql("), NULL, ''), ");
            }
            Ours::Remembered(column) => {
                out.push_sql("SELECT IF(");
                out.push_identifier(column)?;
                out.push_sql(" <=> @camshaft_number, NULL, ''), ");
            }
            Ours::Stored(key) => {
                out.push_sql("SELECT IF(");
                DB::push_shown(R::Columns::NAMES, &mut out)?;
                out.push_sql(" = ");
                out.push_bind_param::<Text, String>(key)?;
                out.push_sql(", NULL, ''), ");
            }
            Ours::Unknown => out.push_sql("SELECT NULL, "),
        }
        self.selection.walk_ast(out.reborrow())?;
        out.push_sql(" FROM ");
        self.from.walk_ast(out.reborrow())?;
        out.push_sql(" WHERE ");
        push_condition::<R, DB>(&self.key, &mut out)?;
        // An update that left the row as it was makes no new version of it, so that the snapshot may show an older
        // one.
        out.push_sql(DB::CURRENT_READ);
        Ok(())
    }
}

impl<R, DB> Query for ReadBack<R, DB>
where
    R: Relation,
    DB: DieselBackend,
    R::Row: Selectable<DB>,
{
    type SqlType = (Nullable<Text>, AsSelect<R::Row, DB>);
}

impl<R, DB, C> RunQueryDsl<C> for ReadBack<R, DB>
where
    R: Relation,
    DB: DieselBackend,
    R::Row: Selectable<DB>,
{
}

/// The question if a row that was written, and that its key did not find, is stored with another
/// key: if not, another session has deleted it.
///
/// `SELECT IF(LAST_INSERT_ID() = 0, NULL, EXISTS (SELECT 1 FROM table WHERE number =
/// LAST_INSERT_ID()))`, where NULL means that the server has not numbered the row; or whether the key that it
/// was stored with is none of those asked for, by the types and collations of the table's columns:
/// `SELECT NOT EXISTS (SELECT 1 FROM (SELECT key AS camshaft_0 FROM table WHERE FALSE UNION ALL SELECT
/// ?) AS camshaft_keys WHERE camshaft_0 = ?)`.
pub struct StoredElsewhere<R: Relation> {
    keys: Vec<R::Key>,
    number: Option<&'static str>,
    stored: Vec<StoredValue>,
    from: FromClause<R>,
}

impl<R: Relation> StoredElsewhere<R> {
    pub(crate) fn new(keys: Vec<R::Key>, ours: &Ours) -> Self {
        let (number, stored) = match ours {
            Ours::Numbered(column) => (Some(*column), Vec::new()),
            Ours::Stored(key) => (None, stored_values(key)),
            Ours::Remembered(_) | Ours::Unknown => (None, Vec::new()),
        };
        Self {
            keys,
            number,
            stored,
            from: R::Table::table().from_clause(),
        }
    }

    /// Pushes the keys as a table whose columns have the types and collations of the table's own.
    fn push_keys<'b, DB>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        DB: Dialect,
        R::Key: BindKey<R::Columns, DB>,
        FromClause<R>: QueryFragment<DB>,
    {
        out.push_sql("(SELECT ");
        for (position, name) in R::Columns::NAMES.iter().enumerate() {
            out.push_sql(if position == 0 { "" } else { ", " });
            out.push_identifier(name)?;
            out.push_sql(&format!(" AS camshaft_{position}"));
        }
        out.push_sql(" FROM ");
        self.from.walk_ast(out.reborrow())?;
        out.push_sql(" WHERE FALSE");
        for key in &self.keys {
            for position in 0..R::Columns::NAMES.len() {
                out.push_sql(if position == 0 {
                    " UNION ALL SELECT "
                } else {
                    ", "
                });
                key.push_value(position, out)?;
            }
        }
        out.push_sql(") AS camshaft_keys");
        Ok(())
    }
}

/// The SQL depends on a value.
impl<R: Relation> QueryId for StoredElsewhere<R> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<R, DB> QueryFragment<DB> for StoredElsewhere<R>
where
    R: Relation,
    DB: Dialect + HasSqlType<Binary>,
    String: ToSql<Text, DB>,
    Vec<u8>: ToSql<Binary, DB>,
    R::Key: BindKey<R::Columns, DB>,
    FromClause<R>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        // The text depends on the number of keys: a cache would keep a statement for each number.
        out.unsafe_to_cache_prepared();
        if let Some(column) = &self.number {
            out.push_sql("SELECT IF(LAST_INSERT_ID() = 0, NULL, EXISTS (SELECT 1 FROM ");
            self.from.walk_ast(out.reborrow())?;
            out.push_sql(" WHERE ");
            out.push_identifier(column)?;
            out.push_sql(" = LAST_INSERT_ID()))");
            return Ok(());
        }
        out.push_sql("SELECT NOT EXISTS (SELECT 1 FROM ");
        self.push_keys(&mut out)?;
        for (position, value) in self.stored.iter().enumerate() {
            out.push_sql(if position == 0 { " WHERE " } else { " AND " });
            out.push_sql(&format!("camshaft_{position} = "));
            match value {
                StoredValue::Text(text) => out.push_bind_param::<Text, String>(text)?,
                StoredValue::Bytes(bytes) => out.push_bind_param::<Binary, Vec<u8>>(bytes)?,
            }
        }
        out.push_sql(")");
        Ok(())
    }
}

impl<R: Relation> Query for StoredElsewhere<R> {
    type SqlType = Nullable<Bool>;
}

impl<R: Relation, C> RunQueryDsl<C> for StoredElsewhere<R> {}

debug_by_name! {
    ReadBack<R, DB> { R: Relation, DB: DieselBackend, R::Row: Selectable<DB> }
    StoredElsewhere<R> { R: Relation }
}
