//! Keys on MySQL and MariaDB: a union of one-row queries; integers that are inserted, one JSON text.

use std::fmt::Write;
use std::marker::PhantomData;

use diesel::mysql::Mysql;
use diesel::sql_types::{BigInt, Text};

use super::{
    AstPass, BatchDialect, KeyColumns, KeyKind, Limits, PushKeys, QueryFragment, QueryResult,
    Tracking, WriteKind, push_first_ordinal, push_in,
};
use crate::dialect::Dialect;
use crate::keyed::columns::BindKey;
use crate::keyed::key_table::{ORDINAL, TABLE, column, push_column, push_key_column};

/// Each one-row query is parsed and planned by itself: more of them in one statement save nothing.
const ROWS: usize = 1_000;

impl<C, K> BatchDialect<C, K> for Mysql
where
    C: KeyColumns,
    K: BindKey<C, Self>,
{
    type Keys = Rows<C, K>;
    /// The first ordinal with the same row.
    type IdentitySql = BigInt;
    type Identity = i64;

    /// Set here, the variable has a type: read before it was ever set, it would be a constant.
    const WHERE: &'static str = " WHERE true /*M!100500 AND (@camshaft_passed := NULL) IS NULL */";

    fn push_identity<'b>(
        from: &'b impl QueryFragment<Self>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()> {
        // A window compares the first `max_sort_length` bytes of a text only, 1,024 by default.
        let push_key = |name: &str, out: &mut AstPass<'_, 'b, Self>| {
            push_column(from, name, out)?;
            out.push_sql(", SHA2(");
            push_column(from, name, out)?;
            out.push_sql(", 256)");
            Ok(())
        };
        push_first_ordinal::<C, _>(push_key, out)
    }

    fn keys_per_statement(_: usize) -> usize {
        ROWS
    }

    /// Pushes a short row id, as the session collects the row ids in one text.
    fn push_row_id<'b>(
        kind: KeyKind,
        table: &'b impl QueryFragment<Self>,
        number: Option<&str>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()> {
        let (begin, before, after, end) = match kind {
            KeyKind::Integers => ("CONCAT_WS(':'", ", ", "", ")"),
            KeyKind::Others => (
                "SHA2(CONCAT_WS('-'",
                ", HEX(CAST(",
                " AS BINARY))",
                "), 256)",
            ),
        };
        out.push_sql(begin);
        for name in C::NAMES.iter().copied().chain(number) {
            out.push_sql(before);
            push_column(table, name, out)?;
            out.push_sql(after);
        }
        out.push_sql(end);
        Ok(())
    }

    /// Pushes the value that MariaDB returns for a new row, as it cannot compare the key: a bind
    /// would be one too many for MySQL, which takes this for a comment.
    fn push_stored<'b>(
        kind: KeyKind,
        _: WriteKind,
        table: &'b impl QueryFragment<Self>,
        limits: &Limits<Self>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()> {
        out.push_sql("IF(@camshaft_passed <=> ");
        <Self as BatchDialect<C, K>>::push_row_id(kind, table, limits.number, out)?;
        out.push_sql(", NULL, ");
        match kind {
            KeyKind::Integers => out.push_sql("''"),
            KeyKind::Others => Self::push_shown(C::NAMES, out)?,
        }
        out.push_sql(")");
        Ok(())
    }

    /// Pushes an update by the forced index, in its order.
    fn push_update<'b, F: QueryFragment<Self> + ?Sized>(
        keys: &'b Self::Keys,
        kind: KeyKind,
        table: &'b impl QueryFragment<Self>,
        assignments: &'b F,
        limits: &Limits<Self>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()> {
        out.push_sql("UPDATE ");
        table.walk_ast(out.reborrow())?;
        // Without the index MariaDB may lock the whole table; with it, rows are locked in the order of their keys.
        (limits.index)(out)?;
        out.push_sql(" SET ");
        assignments.walk_ast(out.reborrow())?;
        out.push_sql(" WHERE (");
        keys.push_any(table, out)?;
        out.push_sql(") AND ");
        push_collected::<C, K>(kind, table, limits.number, out)?;
        // The comparison is always true: it makes the session collect the row id.
        out.push_sql(" IS NOT NULL");
        Ok(())
    }

    /// `ON DUPLICATE KEY UPDATE key = IF(.., key, key)`: on MySQL the session collects the rows with the
    /// key that are passed over, if someone asks; on MariaDB it remembers the last, whose row is returned
    /// next.
    ///
    /// The statement passes over each row that violates any unique key; the engine looks for its own afterwards.
    fn push_pass_over<'b>(
        kind: KeyKind,
        tracking: Tracking,
        table: &'b impl QueryFragment<Self>,
        limits: &Limits<Self>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()> {
        let Some(first) = C::NAMES.first() else {
            return Ok(());
        };
        // The column is assigned its own value: the clause passes over the row, and its condition has the side
        // effects.
        out.push_sql(" ON DUPLICATE KEY UPDATE ");
        push_column(table, first, out)?;
        out.push_sql(" = IF(");
        match tracking {
            Tracking::Off => out.push_sql("FALSE"),
            Tracking::Rows => {
                for (position, name) in C::NAMES.iter().enumerate() {
                    push_column(table, name, out)?;
                    out.push_sql(" = ");
                    push_key_column(&column(position), out)?;
                    out.push_sql(" AND ");
                }
                push_collected::<C, K>(kind, table, limits.number, out)?;
                out.push_sql(" IS NULL");
            }
        }
        out.push_sql(" /*M!100500 OR (@camshaft_passed := ");
        <Self as BatchDialect<C, K>>::push_row_id(kind, table, limits.number, out)?;
        out.push_sql(") IS NULL */, ");
        push_column(table, first, out)?;
        out.push_sql(", ");
        push_column(table, first, out)?;
        out.push_sql(")");
        Ok(())
    }

    fn keys(keys: Vec<K>) -> Self::Keys {
        Rows {
            keys,
            inserted: String::new(),
            columns: PhantomData,
        }
    }

    fn integers(keys: Vec<K>) -> Self::Keys {
        Rows {
            inserted: json_of(keys.iter().filter_map(K::integer)),
            keys,
            columns: PhantomData,
        }
    }
}

/// Pushes what adds the row id of a row to those that the session has collected.
fn push_collected<'b, C: KeyColumns, K: BindKey<C, Mysql>>(
    kind: KeyKind,
    table: &'b impl QueryFragment<Mysql>,
    number: Option<&str>,
    out: &mut AstPass<'_, 'b, Mysql>,
) -> QueryResult<()> {
    out.push_sql("(@camshaft := CONCAT_WS(',', @camshaft, ");
    <Mysql as BatchDialect<C, K>>::push_row_id(kind, table, number, out)?;
    out.push_sql("))");
    Ok(())
}

/// `(SELECT key AS camshaft_0, 0 AS camshaft_ord FROM table WHERE FALSE
/// UNION ALL SELECT ?, 1 UNION ALL SELECT ?, 2) AS camshaft_keys`
///
/// The first query returns nothing; it gives the columns the types and collations of the table's
/// own, which the binds take on. MariaDB returns no rows for `VALUES` with binds.
#[derive(Debug)]
pub struct Rows<C, K> {
    keys: Vec<K>,
    /// The array of the integers that are inserted, or nothing.
    inserted: String,
    columns: PhantomData<fn() -> C>,
}

impl<C: KeyColumns, K: BindKey<C, Mysql>> Rows<C, K> {
    /// Pushes that the key of a row is one of these: `key IN (?, ?)`, or
    /// `key = ? AND key2 = ? OR ..`, for which the index is used in each version.
    fn push_any<'b>(
        &'b self,
        table: &'b impl QueryFragment<Mysql>,
        out: &mut AstPass<'_, 'b, Mysql>,
    ) -> QueryResult<()> {
        if let [name] = C::NAMES {
            push_column(table, name, out)?;
            return self.push_membership(out);
        }
        for (nth, key) in self.keys.iter().enumerate() {
            out.push_sql(if nth == 0 { "" } else { " OR " });
            for (position, name) in C::NAMES.iter().enumerate() {
                out.push_sql(if position == 0 { "" } else { " AND " });
                push_column(table, name, out)?;
                out.push_sql(" = ");
                key.push_value(position, out)?;
            }
        }
        Ok(())
    }
}

impl<C: KeyColumns, K: BindKey<C, Mysql>> PushKeys<Mysql> for Rows<C, K> {
    const JOIN: &str = " STRAIGHT_JOIN ";

    fn has_same_sql(&self) -> bool {
        !self.inserted.is_empty()
    }

    fn push_with<'b>(&'b self, _: &mut AstPass<'_, 'b, Mysql>) -> QueryResult<()> {
        Ok(())
    }

    fn push_membership<'b>(&'b self, out: &mut AstPass<'_, 'b, Mysql>) -> QueryResult<()> {
        push_in::<C, _, _>(&self.keys, out)
    }

    /// `SELECT .. FROM JSON_TABLE(?, '$[*]' COLUMNS (camshaft_0 BIGINT PATH '$')) AS camshaft_keys`
    ///
    /// Inserts of lists run side by side and deadlock, even sorted ones: passing over a row locks the
    /// gap before it. An `INSERT .. SELECT` waits for the counter of the table. A union is planned
    /// query by query; one text is read in its order.
    fn push_rows<'b>(&'b self, out: &mut AstPass<'_, 'b, Mysql>) -> QueryResult<()> {
        let column = column(0);
        out.push_sql("SELECT ");
        push_key_column(&column, out)?;
        out.push_sql(" FROM JSON_TABLE(");
        out.push_bind_param::<Text, String>(&self.inserted)?;
        out.push_sql(", '$[*]' COLUMNS (");
        out.push_identifier(&column)?;
        out.push_sql(" BIGINT PATH '$')) AS ");
        out.push_identifier(TABLE)?;
        out.push_sql(<Mysql as BatchDialect<C, K>>::WHERE);
        Ok(())
    }

    fn push_from<'b>(
        &'b self,
        table: &'b impl QueryFragment<Mysql>,
        out: &mut AstPass<'_, 'b, Mysql>,
    ) -> QueryResult<()> {
        out.push_sql("(SELECT ");
        for (position, name) in C::NAMES.iter().enumerate() {
            push_column(table, name, out)?;
            out.push_sql(" AS ");
            out.push_identifier(&column(position))?;
            out.push_sql(", ");
        }
        out.push_sql("0 AS ");
        out.push_identifier(ORDINAL)?;
        out.push_sql(" FROM ");
        table.walk_ast(out.reborrow())?;
        out.push_sql(" WHERE FALSE");
        for (nth, key) in self.keys.iter().enumerate() {
            out.push_sql(" UNION ALL SELECT ");
            for position in 0..C::NAMES.len() {
                key.push_value(position, out)?;
                out.push_sql(", ");
            }
            out.push_sql(&(nth + 1).to_string());
        }
        out.push_sql(") AS ");
        out.push_identifier(TABLE)
    }
}

/// Returns the integers as `[1,2]`.
fn json_of(integers: impl Iterator<Item = i64>) -> String {
    let mut json = String::from("[");
    for (nth, integer) in integers.enumerate() {
        let comma = if nth == 0 { "" } else { "," };
        // Writing to a `String` never fails.
        let _ = write!(json, "{comma}{integer}");
    }
    json.push(']');
    json
}
