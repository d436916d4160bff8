//! Keys on PostgreSQL: one array a key column.

use diesel::pg::Pg;
use diesel::sql_types::Oid;

use super::{
    AstPass, BatchDialect, KeyColumns, KeyKind, Limits, PushKeys, QueryFragment, QueryResult,
    WriteKind, push_is_among_keys, push_stored_unless,
};
use crate::dialect::postgres::{Tid, TupleId};
use crate::keyed::columns::{BindArrays, TransposeKeys};
use crate::keyed::key_table::{column, push_column, push_columns, push_key_column};

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

    /// Returns a number that no bind limits: one array a key column is bound, whatever the number
    /// of keys.
    fn keys_per_statement(_: usize) -> usize {
        250_000
    }

    fn keys(keys: Vec<K>) -> Self::Keys {
        Arrays {
            arrays: K::transpose(keys),
            columns: std::marker::PhantomData,
        }
    }

    fn push_row_id<'b>(
        kind: KeyKind,
        table: &'b impl QueryFragment<Self>,
        _: Option<&str>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()> {
        let begin = if kind == KeyKind::Integers {
            "("
        } else {
            "ROW("
        };
        for (position, name) in C::NAMES.iter().enumerate() {
            out.push_sql(if position == 0 { begin } else { ", " });
            push_column(table, name, out)?;
        }
        out.push_sql(")::text");
        Ok(())
    }

    fn push_stored<'b>(
        kind: KeyKind,
        writes: WriteKind,
        table: &'b impl QueryFragment<Self>,
        limits: &Limits<Self>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()> {
        let push = |out: &mut AstPass<'_, 'b, Self>| match writes {
            WriteKind::New => push_is_among_keys::<C, _>(table, out),
            WriteKind::Changes => push_equal_keys::<C>("", table, limits, out),
        };
        let push_is_asked_for = (kind == KeyKind::Others).then_some(push);
        push_stored_unless(C::NAMES, push_is_asked_for, limits, out)
    }

    /// Locks the rows first: an `UPDATE` by itself locks rows in the order of its plan.
    fn push_update<'b, F: QueryFragment<Self> + ?Sized>(
        keys: &'b Self::Keys,
        _: KeyKind,
        table: &'b impl QueryFragment<Self>,
        assignments: &'b F,
        limits: &Limits<Self>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()> {
        out.push_sql("UPDATE ");
        table.walk_ast(out.reborrow())?;
        out.push_sql(" SET ");
        assignments.walk_ast(out.reborrow())?;
        out.push_sql(" FROM (SELECT ");
        for (position, name) in C::NAMES.iter().enumerate() {
            out.push_sql(if position == 0 { "" } else { ", " });
            push_column(table, name, out)?;
            out.push_sql(" AS ");
            out.push_identifier(&column(position))?;
        }
        out.push_sql(" FROM ");
        keys.push_from(table, out)?;
        out.push_sql(" INNER JOIN ");
        table.walk_ast(out.reborrow())?;
        push_equal_keys::<C>(" ON ", table, limits, out)?;
        (limits.predicate)(out);
        for (position, name) in C::NAMES.iter().enumerate() {
            out.push_sql(if position == 0 { " ORDER BY " } else { ", " });
            push_column(table, name, out)?;
        }
        // This lock is sufficient to order the updates, and foreign keys to the rows need not wait for it.
        out.push_sql(" FOR NO KEY UPDATE) AS ");
        out.push_identifier(super::TABLE)?;
        push_equal_keys::<C>(" WHERE ", table, limits, out)?;
        (limits.predicate)(out);
        Ok(())
    }

    fn push_integer<'b>(
        table: &'b impl QueryFragment<Self>,
        name: &str,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()> {
        push_column(table, name, out)?;
        out.push_sql("::bigint");
        Ok(())
    }
}

/// Pushes `keyword table.key = camshaft_keys.key [AND ..]`.
fn push_equal_keys<'b, C: KeyColumns>(
    keyword: &str,
    table: &'b impl QueryFragment<Pg>,
    limits: &Limits<Pg>,
    out: &mut AstPass<'_, 'b, Pg>,
) -> QueryResult<()> {
    for (position, name) in C::NAMES.iter().enumerate() {
        out.push_sql(if position == 0 { keyword } else { " AND " });
        push_column(table, name, out)?;
        (limits.equals)(name, out);
        push_key_column(&column(position), out)?;
    }
    Ok(())
}

/// `unnest($1, $2) WITH ORDINALITY`
#[derive(Debug)]
pub struct Arrays<C, A> {
    arrays: A,
    columns: std::marker::PhantomData<fn() -> C>,
}

impl<C: KeyColumns, A: BindArrays<C>> PushKeys<Pg> for Arrays<C, A> {
    const JOIN: &str = " INNER JOIN ";

    fn has_same_sql(&self) -> bool {
        true
    }

    fn push_with<'b>(&'b self, _: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        Ok(())
    }

    fn push_membership<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(" = ANY(");
        self.arrays.push_array(0, out)?;
        out.push_sql(")");
        Ok(())
    }

    fn push_rows<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT unnest(");
        self.arrays.push_array(0, out)?;
        out.push_sql(")");
        Ok(())
    }

    fn push_from<'b>(
        &'b self,
        _: &'b impl QueryFragment<Pg>,
        out: &mut AstPass<'_, 'b, Pg>,
    ) -> QueryResult<()> {
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
