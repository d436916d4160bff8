//! The statements that write.
//!
//! Inserts of values and changes are borrowed without their type, so that the values in them may
//! borrow too: a query that is loaded outlives the loading, whatever its types say.

use diesel::associations::HasTable;
use diesel::backend::Backend as DieselBackend;
use diesel::dsl::AsSelect;
use diesel::expression::Selectable;
use diesel::query_builder::{AstPass, InsertStatement, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Nullable, Text};
use diesel::{Insertable, QuerySource, RunQueryDsl};

use super::{
    FromClause, Selection, StaticId, debug_by_name, push_condition, push_conflict_target,
    push_names,
};
use crate::dialect::Dialect;
use crate::keyed::columns::{BindKey, KeyColumns};
use crate::keyed::given_key::sql_of;
use crate::keyed::relation::Relation;
use crate::keyed::settle::Ours;
use crate::keyed::values::Creates;

/// The plain insert of key and values.
pub(in crate::keyed) type Insert<R, V> = InsertStatement<
    <R as Relation>::Table,
    <<V as Creates<R>>::Insert as Insertable<<R as Relation>::Table>>::Values,
>;

/// An insert, or the assignments of an update.
pub(crate) type DynFragment<'v, DB> = dyn QueryFragment<DB> + 'v;
/// The same, of values that other threads may see.
#[cfg(feature = "async")]
pub(crate) type SharedFragment<'v, DB> = dyn QueryFragment<DB> + Sync + 'v;

/// The SQL that is written for a key.
pub trait PushWrite<R: Relation, DB: DieselBackend> {
    /// Returns whether it inserts.
    fn inserts(&self) -> bool;

    /// Pushes the statement up to what it returns.
    ///
    /// # Errors
    ///
    /// When a value cannot be serialized.
    fn push<'b>(&'b self, key: &'b R::Key, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

/// A write whose SQL its types may determine.
pub trait WriteId {
    /// The type that identifies the write.
    type Id: 'static;
    /// True if its SQL depends on this, its relation and its backend alone.
    const HAS_STATIC_ID: bool;
}

/// `INSERT INTO table (key) VALUES ($1)`
///
/// The SQL depends on the type alone: a key is bound always, each of its columns once.
pub struct KeyAlone<R: Relation>(FromClause<R>);

impl<R: Relation> KeyAlone<R> {
    pub(crate) fn new() -> Self {
        Self(R::Table::table().from_clause())
    }
}

impl<R: Relation> WriteId for KeyAlone<R> {
    type Id = statement::KeyAlone;
    const HAS_STATIC_ID: bool = true;
}

impl<R, DB> PushWrite<R, DB> for KeyAlone<R>
where
    R: Relation,
    DB: Dialect,
    R::Key: BindKey<R::Columns, DB>,
    FromClause<R>: QueryFragment<DB>,
{
    fn inserts(&self) -> bool {
        true
    }

    fn push<'b>(&'b self, key: &'b R::Key, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("INSERT INTO ");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(" (");
        push_names(R::Columns::NAMES, out)?;
        // Each column gets a bind, never `DEFAULT`, so that the text depends on the types alone.
        out.push_sql(") VALUES (");
        for position in 0..R::Columns::NAMES.len() {
            if position > 0 {
                out.push_sql(", ");
            }
            key.push_value(position, out)?;
        }
        out.push_sql(")");
        Ok(())
    }
}

/// The write of values of the caller.
pub enum Change<'v, R: Relation, F: ?Sized> {
    /// A plain insert.
    Insert(&'v F),
    /// The assignments of `UPDATE table SET .. WHERE key = $1 [AND (predicate)]`, and the column
    /// whose value the session shall remember.
    Update(&'v F, FromClause<R>, Option<&'static str>),
}

impl<'v, R: Relation, F: ?Sized> Change<'v, R, F> {
    pub(crate) fn update(assignments: &'v F) -> Self {
        Self::Update(assignments, R::Table::table().from_clause(), None)
    }

    /// Makes the session remember the number of the row, if that is its identity.
    pub(crate) fn remembering(self, ours: &Ours) -> Self {
        match (self, ours) {
            (Self::Update(assignments, table, _), Ours::Remembered(column)) => {
                Self::Update(assignments, table, Some(*column))
            }
            (other, _) => other,
        }
    }

    /// Returns whether its SQL may say a word, in small letters or as it is.
    pub(crate) fn says<DB: Dialect>(&self, word: &str) -> bool
    where
        F: QueryFragment<DB>,
    {
        let (Self::Insert(fragment) | Self::Update(fragment, ..)) = self;
        sql_of::<DB>(fragment)
            .is_none_or(|sql| sql.contains(word) || sql.to_lowercase().contains(word))
    }
}

/// The values may change the SQL, so the id is never static; Diesel caches by the SQL itself.
impl<R: Relation, F: ?Sized> WriteId for Change<'_, R, F> {
    type Id = ();
    const HAS_STATIC_ID: bool = false;
}

impl<R, DB, F> PushWrite<R, DB> for Change<'_, R, F>
where
    R: Relation,
    DB: Dialect,
    F: QueryFragment<DB> + ?Sized,
    R::Key: BindKey<R::Columns, DB>,
    FromClause<R>: QueryFragment<DB>,
{
    fn inserts(&self) -> bool {
        matches!(self, Self::Insert(_))
    }

    fn push<'b>(&'b self, key: &'b R::Key, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()> {
        match self {
            Self::Insert(insert) => insert.walk_ast(out.reborrow()),
            Self::Update(assignments, table, numbered) => {
                out.push_sql("UPDATE ");
                table.walk_ast(out.reborrow())?;
                out.push_sql(" SET ");
                assignments.walk_ast(out.reborrow())?;
                out.push_sql(" WHERE ");
                push_condition::<R, DB>(key, out)?;
                match numbered {
                    Some(column) => push_remembered(column, out),
                    None => Ok(()),
                }
            }
        }
    }
}

/// Pushes what makes the session remember the number of the row that is updated.
///
/// Compared with the column: MySQL knows that a primary key is not NULL, and would not evaluate
/// `IS NOT NULL`.
fn push_remembered<DB: DieselBackend>(
    column: &str,
    out: &mut AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    out.push_sql(" AND (@camshaft_number := ");
    out.push_identifier(column)?;
    out.push_sql(") = ");
    out.push_identifier(column)
}

/// A write that returns its row:
/// `INSERT .. ON CONFLICT (key) [WHERE (predicate)] DO NOTHING RETURNING ..` or
/// `UPDATE .. RETURNING ..`, of `CASE WHEN key = $n [AND (predicate)] THEN NULL ELSE key END, row`.
///
/// The first column is NULL if the row stored is the one asked for, by the server's own comparison,
/// and the key that it is stored with otherwise.
///
/// MySQL returns nothing. MariaDB returns the rows of an insert, as `INSERT .. /*M!100500 RETURNING
/// key, row */`: a comment to MySQL. Nothing can be bound in there, as MySQL would not know of it, so
/// the first column is the key always.
pub struct Returned<R: Relation, DB: DieselBackend, W>
where
    R::Row: Selectable<DB>,
{
    write: W,
    key: R::Key,
    selection: Selection<R, DB>,
}

impl<R: Relation, DB: DieselBackend, W> Returned<R, DB, W>
where
    R::Row: Selectable<DB>,
{
    /// Creates the write for a key.
    pub fn new(write: W, key: R::Key) -> Self {
        Self {
            write,
            key,
            selection: R::Row::construct_selection(),
        }
    }
}

impl<R, DB, W> QueryId for Returned<R, DB, W>
where
    R: Relation,
    DB: DieselBackend + 'static,
    W: WriteId,
    R::Row: Selectable<DB>,
    Selection<R, DB>: QueryId,
{
    type QueryId = StaticId<statement::Returned<W::Id>, R, DB>;
    const HAS_STATIC_QUERY_ID: bool =
        W::HAS_STATIC_ID && <Selection<R, DB> as QueryId>::HAS_STATIC_QUERY_ID;
}

impl<R, DB, W> QueryFragment<DB> for Returned<R, DB, W>
where
    R: Relation,
    DB: Dialect,
    W: PushWrite<R, DB>,
    R::Key: BindKey<R::Columns, DB>,
    R::Row: Selectable<DB>,
    Selection<R, DB>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.write.push(&self.key, &mut out)?;
        let [begin, end] = DB::RETURNING;
        if DB::INSERT_FAILS_ON_CONFLICT {
            out.push_sql(begin);
            DB::push_shown(R::Columns::NAMES, &mut out)?;
        } else {
            if self.write.inserts() {
                // An untargeted `DO NOTHING` swallows violations of other keys.
                push_conflict_target::<R, DB>(&mut out)?;
                out.push_sql(" DO NOTHING");
            }
            out.push_sql(begin);
            // A trigger may rewrite the key; the server compares by its collation, as Rust cannot.
            out.push_sql("CASE WHEN ");
            push_condition::<R, DB>(&self.key, &mut out)?;
            out.push_sql(" THEN NULL ELSE ");
            DB::push_shown(R::Columns::NAMES, &mut out)?;
            out.push_sql(" END");
        }
        out.push_sql(", ");
        // The row comes from the write itself: a read after it may find a row that another session created anew.
        self.selection.walk_ast(out.reborrow())?;
        out.push_sql(end);
        Ok(())
    }
}

impl<R, DB, W> Query for Returned<R, DB, W>
where
    R: Relation,
    DB: DieselBackend,
    R::Row: Selectable<DB>,
{
    type SqlType = (Nullable<Text>, AsSelect<R::Row, DB>);
}

impl<R, DB, W, C> RunQueryDsl<C> for Returned<R, DB, W>
where
    R: Relation,
    DB: DieselBackend,
    R::Row: Selectable<DB>,
{
}

/// A write as it is, executed for its count of rows.
pub struct Counted<R: Relation, W> {
    write: W,
    key: R::Key,
}

impl<R: Relation, W> Counted<R, W> {
    /// Creates the write for a key.
    pub const fn new(write: W, key: R::Key) -> Self {
        Self { write, key }
    }
}

impl<R: Relation, W: WriteId> QueryId for Counted<R, W> {
    type QueryId = StaticId<statement::Counted<W::Id>, R, ()>;
    const HAS_STATIC_QUERY_ID: bool = W::HAS_STATIC_ID;
}

impl<R, DB, W> QueryFragment<DB> for Counted<R, W>
where
    R: Relation,
    DB: DieselBackend,
    W: PushWrite<R, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.write.push(&self.key, &mut out)
    }
}

impl<R: Relation, W, C> RunQueryDsl<C> for Counted<R, W> {}

/// An insert as it is, executed for its count of rows.
pub struct PlainInsert<'v, F: ?Sized>(pub &'v F);

impl<F: ?Sized> QueryId for PlainInsert<'_, F> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB: DieselBackend, F: QueryFragment<DB> + ?Sized> QueryFragment<DB> for PlainInsert<'_, F> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }
}

impl<F: ?Sized, C> RunQueryDsl<C> for PlainInsert<'_, F> {}

impl<F: ?Sized> std::fmt::Debug for PlainInsert<'_, F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlainInsert").finish_non_exhaustive()
    }
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

debug_by_name! {
    KeyAlone<R> { R: Relation }
    Change<'v, R; ?Sized F> { R: Relation }
    Returned<R, DB, W> { R: Relation, DB: DieselBackend, R::Row: Selectable<DB> }
    Counted<R, W> { R: Relation }
    Delete<R> { R: Relation }
}

/// Names for query ids.
mod statement {
    use std::marker::PhantomData;

    #[derive(Debug)]
    pub struct Delete;
    #[derive(Debug)]
    pub struct KeyAlone;
    #[derive(Debug)]
    pub struct Returned<W>(PhantomData<W>);
    #[derive(Debug)]
    pub struct Counted<W>(PhantomData<W>);
}
