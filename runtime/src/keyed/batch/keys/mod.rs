//! Many keys as a table of a query: `camshaft_keys (camshaft_0, .., camshaft_ord)`.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::hash::Hash;

use diesel::backend::Backend as DieselBackend;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;

use crate::dialect::Dialect;
#[cfg(any(feature = "mysql", feature = "sqlite"))]
use crate::keyed::columns::BindKey;
use crate::keyed::columns::KeyColumns;
use crate::keyed::key_table::push_column;
#[cfg(any(feature = "mysql", feature = "sqlite"))]
use crate::keyed::key_table::{ORDINAL, push_key_column};
#[cfg(any(feature = "postgres", feature = "sqlite"))]
use crate::keyed::key_table::{TABLE, push_key_columns};

/// A backend that can take many keys of the columns `C` as a table.
pub trait BatchDialect<C: KeyColumns, K>: Dialect {
    /// The keys, ready to be bound.
    type Keys: PushKeys<Self> + Send + 'static;

    /// The SQL type of the identity of a row.
    type IdentitySql: 'static;

    /// The identity of a row within one statement.
    type Identity: Eq + Hash + Send + 'static;

    /// The condition on the rows of an `INSERT .. SELECT`: none. Without a WHERE, SQLite takes
    /// `ON CONFLICT` for the condition of a join, and MySQL could do so with `ON DUPLICATE KEY`.
    const WHERE: &'static str = " WHERE true";

    /// Pushes the identity of a row: it is the same for two ordinals with the same row.
    ///
    /// # Errors
    ///
    /// When an identifier cannot be quoted.
    fn push_identity<'b>(
        from: &'b impl QueryFragment<Self>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()>;

    /// Returns the number of keys that fit in one statement that binds so many other values.
    fn keys_per_statement(others: usize) -> usize;

    /// Takes the keys.
    fn keys(keys: Vec<K>) -> Self::Keys;

    /// Pushes the row id, a text made of the key that the row holds: it is the same in every
    /// statement. `number` is the column in which the server numbers the rows; a server that does
    /// not return the rows it writes adds it, so that a row differs from one that replaced it.
    ///
    /// # Errors
    ///
    /// When an identifier cannot be quoted.
    fn push_row_id<'b>(
        kind: KeyKind,
        table: &'b impl QueryFragment<Self>,
        number: Option<&str>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()>;

    /// Pushes the key of a row as the server stores it, if it is none of those asked for, or the row is
    /// outside of the index's predicate; NULL else. Of a row that was written.
    ///
    /// # Errors
    ///
    /// When an identifier cannot be quoted.
    fn push_stored<'b>(
        kind: KeyKind,
        writes: WriteKind,
        table: &'b impl QueryFragment<Self>,
        limits: &Limits<Self>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()>;

    /// Pushes an `UPDATE` of the rows with these keys, each once, in the order of the keys.
    ///
    /// # Errors
    ///
    /// When an identifier cannot be quoted, or a value cannot be serialized.
    fn push_update<'b, F: QueryFragment<Self> + ?Sized>(
        keys: &'b Self::Keys,
        kind: KeyKind,
        table: &'b impl QueryFragment<Self>,
        assignments: &'b F,
        limits: &Limits<Self>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()>;

    /// Takes keys of one integer for an insert: distinct ones, in order.
    #[must_use]
    fn integers(keys: Vec<K>) -> Self::Keys {
        Self::keys(keys)
    }

    /// Pushes a column of integers so that it is read as a `BigInt`.
    ///
    /// # Errors
    ///
    /// When an identifier cannot be quoted.
    fn push_integer<'b>(
        table: &'b impl QueryFragment<Self>,
        name: &str,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()> {
        push_column(table, name, out)
    }

    /// Pushes what makes an insert pass over the keys that exist, and says which it passed over, if someone asks and the server returns no
    /// rows.
    ///
    /// # Errors
    ///
    /// When an identifier cannot be quoted.
    fn push_pass_over<'b>(
        kind: KeyKind,
        tracking: Tracking,
        table: &'b impl QueryFragment<Self>,
        limits: &Limits<Self>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()> {
        let _ = (kind, tracking, table);
        (limits.conflict_target)(out)?;
        out.push_sql(" DO NOTHING");
        Ok(())
    }
}

/// The kind of a statement that writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteKind {
    /// An insert.
    New,
    /// An update.
    Changes,
}

/// The demand on a statement to report the row ids of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tracking {
    /// The insert reports them.
    Rows,
    /// Nobody asks.
    Off,
}

/// The kind of the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// One integer, here and on the server: its row id is the text of its digits.
    Integers,
    /// Any other.
    Others,
}

/// The conditions on the rows that have a key.
#[allow(dead_code, reason = "no server reads all of it")]
#[derive(Debug)]
pub struct Limits<DB: DieselBackend> {
    /// Pushes ` AND (predicate)`, if the index has one.
    pub(super) predicate: fn(&mut AstPass<'_, '_, DB>),
    /// Pushes the operator that compares a key column.
    pub(super) equals: fn(&str, &mut AstPass<'_, '_, DB>),
    /// Pushes what forces the key's index, where that is needed.
    pub(super) index: fn(&mut AstPass<'_, '_, DB>) -> QueryResult<()>,
    /// Pushes `ON CONFLICT (key) [WHERE (predicate)]`.
    pub(super) conflict_target: fn(&mut AstPass<'_, '_, DB>) -> QueryResult<()>,
    /// The index has a predicate.
    pub(super) is_partial: bool,
    /// The column in which the server numbers the rows.
    pub(super) number: Option<&'static str>,
}

/// Keys that render as a table.
pub trait PushKeys<DB: DieselBackend> {
    /// The join of another table to them: the keys must drive the join.
    const JOIN: &str;

    /// Returns whether the SQL is the same for any number of keys.
    fn has_same_sql(&self) -> bool;

    /// Pushes the SQL before the statement.
    ///
    /// # Errors
    ///
    /// When a key cannot be serialized.
    fn push_with<'b>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>;

    /// Pushes what follows a column that is one of the keys, where they have one column.
    ///
    /// # Errors
    ///
    /// When a key cannot be serialized.
    fn push_membership<'b>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>;

    /// Pushes the rows of an insert of [`integers`](BatchDialect::integers).
    ///
    /// # Errors
    ///
    /// When a key cannot be serialized.
    fn push_rows<'b>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>;

    /// Pushes the keys as a table in a `FROM` clause; `table` is the one that they are the keys of.
    ///
    /// # Errors
    ///
    /// When a key cannot be serialized.
    fn push_from<'b>(
        &'b self,
        table: &'b impl QueryFragment<DB>,
        out: &mut AstPass<'_, 'b, DB>,
    ) -> QueryResult<()>;
}

/// Pushes `(key, key2) IN (SELECT camshaft_0, camshaft_1 FROM camshaft_keys)`.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
fn push_is_among_keys<'b, C: KeyColumns, DB: DieselBackend>(
    table: &'b impl QueryFragment<DB>,
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    for (position, name) in C::NAMES.iter().enumerate() {
        out.push_sql(if position == 0 { "(" } else { ", " });
        push_column(table, name, out)?;
    }
    out.push_sql(") IN (SELECT ");
    push_key_columns(C::NAMES.len(), out)?;
    out.push_sql(" FROM ");
    out.push_identifier(TABLE)?;
    out.push_sql(")");
    Ok(())
}

/// Pushes `CASE WHEN asked for [AND (predicate)] THEN NULL ELSE key END`; `push_is_asked_for` pushes
/// the comparison, unless it is made here.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
fn push_stored_unless<'b, DB: Dialect>(
    columns: &[&str],
    push_is_asked_for: Option<impl FnOnce(&mut AstPass<'_, 'b, DB>) -> QueryResult<()>>,
    limits: &Limits<DB>,
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    if push_is_asked_for.is_none() && !limits.is_partial {
        out.push_sql("NULL");
        return Ok(());
    }
    out.push_sql("CASE WHEN ");
    match push_is_asked_for {
        Some(push) => push(out)?,
        None => out.push_sql("true"),
    }
    (limits.predicate)(out);
    out.push_sql(" THEN NULL ELSE ");
    DB::push_shown(columns, out)?;
    out.push_sql(" END");
    Ok(())
}

/// Pushes the first ordinal with the same row, for servers that identify rows by nothing else;
/// `push_key` pushes the identity of a key column.
#[cfg(any(feature = "mysql", feature = "sqlite"))]
fn push_first_ordinal<'b, C: KeyColumns, DB: DieselBackend>(
    push_key: impl Fn(&str, &mut AstPass<'_, 'b, DB>) -> QueryResult<()>,
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    out.push_sql("min(");
    push_key_column(ORDINAL, out)?;
    out.push_sql(") OVER (PARTITION BY ");
    for (position, name) in C::NAMES.iter().enumerate() {
        out.push_sql(if position == 0 { "" } else { ", " });
        push_key(name, out)?;
    }
    out.push_sql(")");
    Ok(())
}

/// Pushes ` IN (?, ?)`.
#[cfg(any(feature = "mysql", feature = "sqlite"))]
fn push_in<'b, C, K, DB>(keys: &'b [K], out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
where
    C: KeyColumns,
    K: BindKey<C, DB>,
    DB: DieselBackend,
{
    for (nth, key) in keys.iter().enumerate() {
        out.push_sql(if nth == 0 { " IN (" } else { ", " });
        key.push_value(0, out)?;
    }
    out.push_sql(")");
    Ok(())
}
