//! An empty copy of the table, on which the server checks the index.

use camshaft::catalog::Backend;
use camshaft::duplicates::{KeySpec, quoted};
use diesel::QueryResult;

use super::target::{BuildMode, IndexTarget};
use crate::database::Database;
use crate::error::Error;

const NAME: &str = "camshaft_copy";

/// Creates the index on an empty copy of the table and does something with it. Returns `None` where
/// this connection may not create a copy, or the server has none of such a table.
///
/// # Errors
///
/// Returns the server's objection to the index: it would object after a merge, too.
pub(super) fn with_index<T>(
    database: &mut dyn Database,
    target: &IndexTarget,
    work: impl FnOnce(&mut dyn Database, &IndexTarget) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    match target.backend {
        Backend::Mysql => on_mysql(database, target, work),
        Backend::Postgres | Backend::Sqlite => in_transaction(database, target, work),
    }
}

/// Creates the copy outside of a transaction, which `CREATE TEMPORARY TABLE` would not be part of on
/// MySQL.
fn on_mysql<T>(
    database: &mut dyn Database,
    target: &IndexTarget,
    work: impl FnOnce(&mut dyn Database, &IndexTarget) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    let copy = of(target);
    let table = copy.table_name();
    if database.execute(&empty(target)).is_err() {
        return Ok(None);
    }
    let asked = ask(database, target, &copy, work);
    let dropped = database.execute(&format!("DROP TEMPORARY TABLE {table}"));
    dropped.map_err(|it| Error::database(&it))?;
    asked.map(Some)
}

fn in_transaction<T>(
    database: &mut dyn Database,
    target: &IndexTarget,
    work: impl FnOnce(&mut dyn Database, &IndexTarget) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    if !may_create(database, target.backend).map_err(|it| Error::database(&it))? {
        return Ok(None);
    }
    database.begin().map_err(|it| Error::database(&it))?;
    let asked = match database.execute(&empty(target)) {
        Ok(()) => ask(database, target, &of(target), work),
        Err(error) => Err(Error::database(&error)),
    };
    database.roll_back().map_err(|it| Error::database(&it))?;
    asked.map(Some)
}

/// Returns the same index on the copy, under the same name, so that the server's words name it.
fn of(target: &IndexTarget) -> IndexTarget {
    IndexTarget {
        backend: target.backend,
        name: target.name.clone(),
        spec: KeySpec {
            schema: (target.backend == Backend::Postgres).then(|| "pg_temp".to_owned()),
            table: NAME.to_owned(),
            ..target.spec.clone()
        },
    }
}

fn ask<T>(
    database: &mut dyn Database,
    target: &IndexTarget,
    copy: &IndexTarget,
    work: impl FnOnce(&mut dyn Database, &IndexTarget) -> Result<T, Error>,
) -> Result<T, Error> {
    let created = database.execute(&copy.build(BuildMode::Plain));
    created.map_err(|it| target.refused(&it, "pass another key or expression"))?;
    work(database, copy)
}

fn may_create(database: &mut dyn Database, backend: Backend) -> QueryResult<bool> {
    if backend != Backend::Postgres {
        return Ok(true);
    }
    let query = "SELECT 'yes' AS value WHERE has_database_privilege(current_database(), 'TEMP')";
    Ok(!database.texts(query)?.is_empty())
}

/// Returns the statement that creates the copy. On PostgreSQL it stores values as the table does, since
/// that decides how long they are in an index.
fn empty(target: &IndexTarget) -> String {
    let (name, table) = (quoted(target.backend, NAME), target.table_name());
    match target.backend {
        Backend::Postgres => {
            format!("CREATE TEMPORARY TABLE {name} (LIKE {table} INCLUDING STORAGE)")
        }
        Backend::Sqlite => {
            format!("CREATE TEMPORARY TABLE {name} AS SELECT * FROM {table} LIMIT 0")
        }
        // It has `LIKE` for that, which keeps the table's options.
        Backend::Mysql => format!("CREATE TEMPORARY TABLE {name} LIKE {table}"),
    }
}
