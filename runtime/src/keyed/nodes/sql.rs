//! The parts that statements share.

use diesel::QuerySource;
use diesel::backend::Backend as DieselBackend;
use diesel::expression::Selectable;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;

use crate::dialect::Dialect;
use crate::keyed::columns::{BindKey, KeyColumns};
use crate::keyed::relation::{Relation, expression, predicate, schema_of_equality};

pub(crate) type FromClause<R> = <<R as Relation>::Table as QuerySource>::FromClause;
pub(in crate::keyed) type Selection<R, DB> =
    <<R as Relation>::Row as Selectable<DB>>::SelectExpression;

/// Pushes `key = $1 [AND key2 = $2] [AND (predicate)]`.
pub(in crate::keyed) fn push_condition<'b, R, DB>(
    key: &'b R::Key,
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()>
where
    R: Relation,
    R::Key: BindKey<R::Columns, DB>,
    DB: Dialect,
{
    for (position, name) in R::Columns::NAMES.iter().enumerate() {
        if position > 0 {
            out.push_sql(" AND ");
        }
        if let Some(expression) = expression::<R>(DB::BACKEND) {
            push_in_parentheses(expression, out);
            out.push_sql(" = ");
        } else {
            out.push_identifier(name)?;
            push_equals::<R, DB>(name, out);
        }
        key.push_value(position, out)?;
    }
    // Rows outside of the partial index may have the key, too.
    push_predicate::<R, DB>(" AND ", out);
    Ok(())
}

/// Pushes ` = `, or ` OPERATOR(schema.=) `, for a key column.
pub(crate) fn push_equals<R: Relation, DB: Dialect>(name: &str, out: &mut AstPass<'_, '_, DB>) {
    match schema_of_equality::<R>(DB::BACKEND, name) {
        None => out.push_sql(" = "),
        Some(schema) => {
            // Without the schema in the `search_path` PostgreSQL finds no `=` of the type, and compares as text.
            out.push_sql(" OPERATOR(");
            out.push_sql(schema);
            out.push_sql(".=) ");
        }
    }
}

/// Pushes `keyword (predicate)`, if the index has one.
pub(crate) fn push_predicate<R: Relation, DB: Dialect>(
    keyword: &str,
    out: &mut AstPass<'_, '_, DB>,
) {
    if let Some(predicate) = predicate::<R>(DB::BACKEND) {
        out.push_sql(keyword);
        push_in_parentheses(predicate, out);
    }
}

fn push_in_parentheses<DB: DieselBackend>(sql: &str, out: &mut AstPass<'_, '_, DB>) {
    out.push_sql("(");
    out.push_sql(sql);
    out.push_sql(")");
}

/// Pushes `(key, key2) [WHERE (predicate)]`: the predicate is a literal always, as PostgreSQL
/// does not match a bind with an index once it plans generically.
pub(crate) fn push_conflict_target<R, DB>(out: &mut AstPass<'_, '_, DB>) -> QueryResult<()>
where
    R: Relation,
    DB: Dialect,
{
    out.push_sql(" ON CONFLICT (");
    push_names(R::Columns::NAMES, out)?;
    out.push_sql(")");
    push_predicate::<R, DB>(" WHERE ", out);
    Ok(())
}

/// Pushes identifiers with commas between them.
pub(crate) fn push_names<DB: DieselBackend>(
    names: &[&str],
    out: &mut AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    for (position, name) in names.iter().enumerate() {
        if position > 0 {
            out.push_sql(", ");
        }
        out.push_identifier(name)?;
    }
    Ok(())
}
