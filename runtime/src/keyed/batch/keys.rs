//! Many keys as a table of a query: `camshaft_keys (camshaft_0, .., camshaft_ord)`.

use std::hash::Hash;

use diesel::backend::Backend as DieselBackend;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;

use crate::dialect::Dialect;
use crate::keyed::columns::{BindKey, KeyColumns};

pub(super) const TABLE: &str = "camshaft_keys";
pub(super) const ORDINAL: &str = "camshaft_ord";

/// The column of the table of keys that holds the key column at a position.
pub(super) fn column(position: usize) -> String {
    format!("camshaft_{position}")
}

/// A backend that can take many keys of the columns `C` as a table.
pub trait BatchDialect<C: KeyColumns, K>: Dialect {
    /// The keys, ready to be bound.
    type Keys: PushKeys<Self> + Send + 'static;

    /// What tells rows apart, as SQL.
    type IdentitySql: 'static;

    /// What tells rows apart.
    type Identity: Eq + Hash + Send + 'static;

    /// Pushes what tells the rows of a table apart: the same for two ordinals with the same row.
    ///
    /// # Errors
    ///
    /// When an identifier cannot be quoted.
    fn push_identity<'b>(
        from: &'b impl QueryFragment<Self>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()>;

    /// How many keys one statement takes.
    fn keys_per_statement() -> usize;

    /// Takes the keys.
    fn keys(keys: Vec<K>) -> Self::Keys;
}

/// Keys that render as a table.
pub trait PushKeys<DB: DieselBackend> {
    /// Whether the SQL is the same for any number of keys.
    const SAME_SQL: bool;
    /// How another table is joined to them: the keys must drive the join.
    const JOIN: &str;

    /// Pushes what stands before the statement.
    ///
    /// # Errors
    ///
    /// When a key cannot be serialized.
    fn push_with<'b>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>;

    /// Pushes the table in a `FROM` clause.
    ///
    /// # Errors
    ///
    /// When a key cannot be serialized.
    fn push_from<'b>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

/// Pushes `name` of a table that is rendered by `from`.
pub(super) fn push_column<'b, DB: DieselBackend>(
    from: &'b impl QueryFragment<DB>,
    name: &str,
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    from.walk_ast(out.reborrow())?;
    out.push_sql(".");
    out.push_identifier(name)
}

/// Pushes a column of the table of keys.
pub(super) fn push_key_column<DB: DieselBackend>(
    name: &str,
    out: &mut AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    out.push_identifier(TABLE)?;
    out.push_sql(".");
    out.push_identifier(name)
}

/// Pushes the names of the table's columns, the key columns first.
fn push_columns<DB: DieselBackend>(keys: usize, out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
    out.push_identifier(TABLE)?;
    out.push_sql(" (");
    for position in 0..keys {
        out.push_identifier(&column(position))?;
        out.push_sql(", ");
    }
    out.push_identifier(ORDINAL)?;
    out.push_sql(")");
    Ok(())
}

#[cfg(feature = "postgres")]
mod postgres {
    use diesel::pg::Pg;
    use diesel::sql_types::Oid;

    use super::{
        AstPass, BatchDialect, KeyColumns, PushKeys, QueryFragment, QueryResult, push_column,
        push_columns,
    };
    use crate::dialect::postgres::{Tid, TupleId};
    use crate::keyed::columns::{BindArrays, TransposeKeys};

    impl<C, K> BatchDialect<C, K> for Pg
    where
        C: KeyColumns,
        K: TransposeKeys,
        K::Arrays: BindArrays<C>,
        Arrays<C, K::Arrays>: Send,
    {
        type Keys = Arrays<C, K::Arrays>;
        /// The partition and the place in it: free to read, where a window over the keys would be sorted.
        type IdentitySql = (Oid, Tid);
        type Identity = (u32, TupleId);

        fn push_identity<'b>(
            from: &'b impl QueryFragment<Self>,
            out: &mut AstPass<'_, 'b, Self>,
        ) -> QueryResult<()> {
            push_column(from, "tableoid", out)?;
            out.push_sql(", ");
            push_column(from, "ctid", out)
        }

        /// One array a key column: the number of binds does not grow with the keys.
        fn keys_per_statement() -> usize {
            250_000
        }

        fn keys(keys: Vec<K>) -> Self::Keys {
            Arrays {
                arrays: K::transpose(keys),
                columns: std::marker::PhantomData,
            }
        }
    }

    /// `unnest($1, $2) WITH ORDINALITY`
    #[derive(Debug)]
    pub struct Arrays<C, A> {
        arrays: A,
        columns: std::marker::PhantomData<fn() -> C>,
    }

    impl<C: KeyColumns, A: BindArrays<C>> PushKeys<Pg> for Arrays<C, A> {
        const SAME_SQL: bool = true;
        const JOIN: &str = " INNER JOIN ";

        fn push_with<'b>(&'b self, _: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
            Ok(())
        }

        fn push_from<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
            out.push_sql("unnest(");
            for position in 0..C::NAMES.len() {
                if position > 0 {
                    out.push_sql(", ");
                }
                self.arrays.push_array(position, out)?;
            }
            out.push_sql(") WITH ORDINALITY AS ");
            push_columns(C::NAMES.len(), out)
        }
    }
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use diesel::sql_types::BigInt;
    use diesel::sqlite::Sqlite;

    use super::{
        AstPass, BatchDialect, BindKey, KeyColumns, ORDINAL, PushKeys, QueryFragment, QueryResult,
        push_column, push_columns, push_key_column,
    };

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
}
