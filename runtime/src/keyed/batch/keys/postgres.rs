//! Keys on PostgreSQL: one array a key column.

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
