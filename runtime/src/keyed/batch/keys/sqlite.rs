//! Keys on SQLite: a list of values.

use diesel::sql_types::BigInt;
use diesel::sqlite::Sqlite;

use super::{
    AstPass, BatchDialect, KeyColumns, KeyKind, Limits, PushKeys, QueryFragment, QueryResult,
    WriteKind, push_first_ordinal, push_in, push_is_among_keys, push_stored_unless,
};
use crate::keyed::columns::BindKey;
use crate::keyed::key_table::{push_column, push_columns, push_key_columns};

/// `SQLITE_MAX_VARIABLE_NUMBER` since SQLite 3.32.
const BINDS: usize = 32_766;

impl<C, K> BatchDialect<C, K> for Sqlite
where
    C: KeyColumns,
    K: BindKey<C, Self>,
{
    type Keys = Rows<C, K>;
    /// The first ordinal with the same row; a table `WITHOUT ROWID` has nothing else to offer.
    type IdentitySql = BigInt;
    type Identity = i64;

    fn push_identity<'b>(
        from: &'b impl QueryFragment<Self>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()> {
        // The `+` keeps its index out: with 32,577 keys and more, SQLite believes that reading the
        // table in the order of this column, once for each key, is cheaper than a look into the
        // index.
        let push_key = |name: &str, out: &mut AstPass<'_, 'b, Self>| {
            out.push_sql("+");
            push_column(from, name, out)
        };
        push_first_ordinal::<C, _>(push_key, out)
    }

    fn keys_per_statement(others: usize) -> usize {
        // The values are bound once for all keys, and each key has a bind for each column.
        (BINDS.saturating_sub(others) / C::NAMES.len()).max(1)
    }

    /// Pushes the values of the key, quoted; an integer is quoted as its digits.
    fn push_row_id<'b>(
        _: KeyKind,
        table: &'b impl QueryFragment<Self>,
        _: Option<&str>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()> {
        for (position, name) in C::NAMES.iter().enumerate() {
            out.push_sql(if position == 0 {
                "quote("
            } else {
                " || ',' || quote("
            });
            push_column(table, name, out)?;
            out.push_sql(")");
        }
        Ok(())
    }

    fn push_stored<'b>(
        kind: KeyKind,
        _: WriteKind,
        table: &'b impl QueryFragment<Self>,
        limits: &Limits<Self>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()> {
        let push = |out: &mut AstPass<'_, 'b, Self>| push_is_among_keys::<C, _>(table, out);
        let push_is_asked_for = (kind == KeyKind::Others).then_some(push);
        push_stored_unless(C::NAMES, push_is_asked_for, limits, out)
    }

    /// Pushes the update: there is one writer, so that the order does not matter.
    fn push_update<'b, F: QueryFragment<Self> + ?Sized>(
        keys: &'b Self::Keys,
        _: KeyKind,
        table: &'b impl QueryFragment<Self>,
        assignments: &'b F,
        limits: &Limits<Self>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()> {
        keys.push_with(out)?;
        out.push_sql("UPDATE ");
        table.walk_ast(out.reborrow())?;
        out.push_sql(" SET ");
        assignments.walk_ast(out.reborrow())?;
        for (position, name) in C::NAMES.iter().enumerate() {
            out.push_sql(if position == 0 { " WHERE (" } else { ", " });
            push_column(table, name, out)?;
        }
        out.push_sql(") IN (SELECT ");
        push_key_columns(C::NAMES.len(), out)?;
        out.push_sql(" FROM ");
        out.push_identifier(super::TABLE)?;
        out.push_sql(")");
        (limits.predicate)(out);
        Ok(())
    }

    fn keys(keys: Vec<K>) -> Self::Keys {
        Rows {
            keys,
            columns: std::marker::PhantomData,
        }
    }
}

/// `WITH camshaft_keys (..) AS (VALUES (?, 1), (?, 2))`
#[derive(Debug)]
pub struct Rows<C, K> {
    keys: Vec<K>,
    columns: std::marker::PhantomData<fn() -> C>,
}

impl<C: KeyColumns, K: BindKey<C, Sqlite>> PushKeys<Sqlite> for Rows<C, K> {
    /// SQLite joins in this order then.
    const JOIN: &str = " CROSS JOIN ";

    fn has_same_sql(&self) -> bool {
        false
    }

    fn push_with<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("WITH ");
        push_columns(C::NAMES.len(), out)?;
        out.push_sql(" AS (VALUES ");
        for (nth, key) in self.keys.iter().enumerate() {
            out.push_sql(if nth == 0 { "(" } else { ", (" });
            for position in 0..C::NAMES.len() {
                key.push_value(position, out)?;
                out.push_sql(", ");
            }
            out.push_sql(&(nth + 1).to_string());
            out.push_sql(")");
        }
        out.push_sql(") ");
        Ok(())
    }

    fn push_membership<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        push_in::<C, _, _>(&self.keys, out)
    }

    fn push_rows<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        for (nth, key) in self.keys.iter().enumerate() {
            out.push_sql(if nth == 0 { "VALUES (" } else { "), (" });
            key.push_value(0, out)?;
        }
        out.push_sql(")");
        Ok(())
    }

    fn push_from<'b>(
        &'b self,
        _: &'b impl QueryFragment<Sqlite>,
        out: &mut AstPass<'_, 'b, Sqlite>,
    ) -> QueryResult<()> {
        out.push_identifier(super::TABLE)
    }
}
