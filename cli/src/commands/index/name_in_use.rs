//! Names that another relation of the database has.

use camshaft::catalog::Backend;

use super::error::IndexError;
use super::target::IndexTarget;
use crate::database::Database;
use crate::error::Error;

/// Refuses the name of a relation that is not among the catalog's indexes: a table, a view, a sequence, or the
/// index of a partition. Otherwise `CREATE INDEX` would fail after the merge.
pub(super) fn check(database: &mut dyn Database, target: &IndexTarget) -> Result<(), Error> {
    let query = match target.backend {
        Backend::Postgres => format!(
            "SELECT coalesce(pg_get_indexdef(indexrelid), 'a relation') AS value \
             FROM pg_class LEFT JOIN pg_index ON indexrelid = pg_class.oid \
             WHERE pg_class.oid = to_regclass('{}') AND indrelid IS DISTINCT FROM to_regclass('{}')",
            text(&target.index_name(&target.name)),
            text(&target.index_name(&target.spec.table)),
        ),
        Backend::Sqlite => format!(
            "SELECT 'a ' || type AS value FROM sqlite_master WHERE lower(name) = lower('{}') AND type <> 'index'",
            text(&target.name)
        ),
        // The facts of a table have all its indexes, and names are those of a table.
        Backend::Mysql => return Ok(()),
    };
    let found = database.texts(&query);
    match found.map_err(|it| Error::database(&it))?.pop() {
        None => Ok(()),
        Some(what) => Err(IndexError::NameInUse {
            name: target.name.clone(),
            what,
        }
        .into()),
    }
}

/// Doubles the quotes, for a literal.
fn text(name: &str) -> String {
    name.replace('\'', "''")
}
