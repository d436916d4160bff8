//! Keys on SQLite: a list of values.

use diesel::sql_types::BigInt;
use diesel::sqlite::Sqlite;

use super::{
    AstPass, BatchDialect, KeyColumns, ORDINAL, PushKeys, QueryFragment, QueryResult, push_column,
    push_columns, push_key_column,
};
use crate::keyed::columns::BindKey;

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
        out.push_sql("min(");
        push_key_column(ORDINAL, out)?;
        out.push_sql(") OVER (PARTITION BY ");
        for (position, name) in C::NAMES.iter().enumerate() {
            // The `+` keeps its index out: with 32,577 keys and more, SQLite believes that reading
            // the table in the order of this column, once for each key, is cheaper than a look
            // into the index.
            out.push_sql(if position == 0 { "+" } else { ", +" });
            push_column(from, name, out)?;
        }
        out.push_sql(")");
        Ok(())
    }

    fn keys_per_statement() -> usize {
        BINDS / C::NAMES.len()
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
    const SAME_SQL: bool = false;
    /// SQLite joins in this order then.
    const JOIN: &str = " CROSS JOIN ";

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

    fn push_from<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_identifier(super::TABLE)
    }
}
