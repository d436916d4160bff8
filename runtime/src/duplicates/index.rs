//! The question whether an index of PostgreSQL begins with the key, so that a page may follow it.

use super::key_spec::{KeyElement, KeySpec};
use crate::catalog::Backend;
use crate::sql::{Condition, Expression, Fragment as _, Sql, Statement, all_of, sql};

/// Counts such indexes, as a first number of two.
pub(super) fn count_indexes(key_spec: &KeySpec) -> Statement {
    let sql = Sql(Backend::Postgres);
    let keys = key_spec.keys.iter().enumerate();
    let begins = keys.map(|(position, key)| -> Condition {
        let printed: Expression = match key {
            KeyElement::Column(name) => sql!("pg_catalog.quote_ident({})", sql.text(name)),
            KeyElement::Expression(text) => sql.text(text).into(),
        };
        sql!(
            "pg_catalog.pg_get_indexdef(i.indexrelid, {}, true) = {}",
            position + 1,
            printed
        )
    });
    let table = key_spec.on(Backend::Postgres).table();
    sql!(
        "SELECT count(*), 0::bigint FROM pg_catalog.pg_index AS i \
         JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid \
         JOIN pg_catalog.pg_am AS m ON m.oid = c.relam AND m.amname = 'btree' \
         WHERE i.indrelid = to_regclass({}) AND i.indisvalid AND i.indpred IS NULL AND {}",
        sql.text(table.as_str()),
        all_of(begins)
    )
}
