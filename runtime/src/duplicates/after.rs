//! The keys that come after a key, in the order of the server.

use super::bound::BoundValues;
use super::rendered::Rendered;
use crate::catalog::Backend;
use crate::dialect::AnyValue;
use crate::sql::{Condition, Expression, all_of, any_of, list, sql};

/// Returns `(key, key2) > ($1, $2)`, in a form that the server finds in an index.
pub(super) fn after(
    key_spec: Rendered<'_>,
    keys: &[Expression],
    values: &[AnyValue],
    bound: &mut BoundValues,
) -> Condition {
    // MySQL reads the whole index for a comparison of rows, and NULLs are not compared at all.
    if key_spec.nulls_are_distinct() && key_spec.backend() != Backend::Mysql {
        let keys: Expression = list(keys.iter().cloned(), ", ");
        let values: Expression = list(values.iter().map(|it| bound.bind(it)), ", ");
        return sql!("({}) > ({})", keys, values);
    }
    // The first part is greater, or it is the same and the second one is greater, and so on.
    let each = (0..keys.len().min(values.len())).map(|position| {
        let before = keys.iter().zip(values).take(position);
        let mut parts: Vec<Condition> = before
            .map(|(key, value)| is_same(key, value, bound))
            .collect();
        parts.push(is_greater(
            key_spec.backend(),
            &keys[position],
            &values[position],
            bound,
        ));
        all_of(parts)
    });
    any_of(each.collect::<Vec<_>>())
}

fn is_same(key: &Expression, value: &AnyValue, bound: &mut BoundValues) -> Condition {
    if value.is_null() {
        sql!("{} IS NULL", *key)
    } else {
        sql!("{} = {}", *key, bound.bind(value))
    }
}

/// Returns the condition that a key comes after the value: NULLs come last on PostgreSQL and first
/// elsewhere.
fn is_greater(
    backend: Backend,
    key: &Expression,
    value: &AnyValue,
    bound: &mut BoundValues,
) -> Condition {
    match (backend, value.is_null()) {
        (Backend::Postgres, true) => sql!("1 = 0"),
        (Backend::Postgres, false) => {
            sql!("{} IS NULL OR {} > {}", *key, *key, bound.bind(value))
        }
        (Backend::Mysql | Backend::Sqlite, true) => sql!("{} IS NOT NULL", *key),
        (Backend::Mysql | Backend::Sqlite, false) => sql!("{} > {}", *key, bound.bind(value)),
    }
}
