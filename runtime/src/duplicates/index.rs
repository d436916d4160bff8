//! The question whether an index of PostgreSQL begins with the key, so that a page may follow it.

use super::sought::{Sought, SoughtKey};
use super::statement::Piece;
use crate::catalog::Backend;

/// Counts such indexes, as a first number of two.
pub(super) fn count_indexes(sought: &Sought) -> Vec<Piece> {
    let text = |value: &str| format!("'{}'", value.replace('\'', "''"));
    // A name in quotes is not parsed as one with a schema, and an expression is compared as the server prints it.
    let begins = sought.keys.iter().enumerate().map(|(position, key)| {
        let printed = match key {
            SoughtKey::Column(name) => format!("pg_catalog.quote_ident({})", text(name)),
            SoughtKey::Expression(expression) => text(expression),
        };
        let number = position + 1;
        format!(" AND pg_catalog.pg_get_indexdef(i.indexrelid, {number}, true) = {printed}")
    });
    let begins: String = begins.collect();
    vec![Piece::Sql(format!(
        "SELECT count(*), 0::bigint FROM pg_catalog.pg_index AS i \
         JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid \
         JOIN pg_catalog.pg_am AS m ON m.oid = c.relam AND m.amname = 'btree' \
         WHERE i.indrelid = to_regclass({}) AND i.indisvalid AND i.indpred IS NULL{begins}",
        text(&sought.table(Backend::Postgres))
    ))]
}
