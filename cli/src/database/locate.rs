//! The table of a key in the live database.

use camshaft::catalog::{Backend, Catalog, Table, TableKind};
use camshaft::duplicates::{KeyElement, KeySpec, quoted};
use camshaft::merge::Refusal;

use super::Database;
use crate::error::Error;

/// Finds the table, checks the columns, and names the schema on PostgreSQL.
pub(crate) fn locate<'t, 'c>(
    database: &mut dyn Database,
    catalog: &'t Catalog<'c>,
    spec: &mut KeySpec,
) -> Result<&'t Table<'c>, Error> {
    if catalog.backend == Backend::Postgres && spec.schema.is_none() {
        spec.schema = schema_on_path(database, &spec.table)?;
    }
    let table = find_table(catalog, spec).map_err(|it| refused(&it))?;
    for key in &spec.keys {
        if let KeyElement::Column(column) = key {
            check_column(table, column).map_err(|it| refused(&it))?;
        }
    }
    if catalog.backend == Backend::Postgres {
        spec.schema = Some(table.schema.to_owned());
    }
    Ok(table)
}

pub(crate) fn refused(refusal: &Refusal) -> Error {
    Error::Merge(refusal.to_string())
}

/// Returns the schema that an unqualified name means on this connection, as the merge finds it.
fn schema_on_path(database: &mut dyn Database, table: &str) -> Result<Option<String>, Error> {
    let query = format!(
        "SELECT nspname::text AS value FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace \
         WHERE pg_class.oid = to_regclass('{}')",
        quoted(Backend::Postgres, table).replace('\'', "''")
    );
    let found = database.texts(&query);
    Ok(found.map_err(|it| Error::database(&it))?.pop())
}

/// Finds the one table of the name.
pub(crate) fn find_table<'t, 'c>(
    catalog: &'t Catalog<'c>,
    spec: &KeySpec,
) -> Result<&'t Table<'c>, Refusal> {
    let is_named = |table: &&&Table<'_>| {
        let schema = spec.schema.as_deref();
        table.name == spec.table && schema.is_none_or(|schema| table.schema == schema)
    };
    let all: Vec<_> = catalog.tables.iter().collect();
    let found: Vec<_> = all.iter().filter(is_named).copied().collect();
    let public = found.iter().find(|table| table.schema == "public");
    let table = match (found.as_slice(), public) {
        ([table], _) | (_, Some(table)) => *table,
        ([], _) => {
            return Err(Refusal::NoTable {
                table: spec.table.clone(),
            });
        }
        (several, _) => {
            return Err(Refusal::SeveralTables {
                table: spec.table.clone(),
                schemas: several.iter().map(|it| it.schema.to_owned()).collect(),
            });
        }
    };
    match table.kind {
        TableKind::Table => Ok(table),
        _ => Err(Refusal::View {
            table: spec.table.clone(),
        }),
    }
}

fn check_column(table: &Table<'_>, column: &str) -> Result<(), Refusal> {
    let columns = table.columns.iter();
    if columns.clone().any(|it| it.name == column) {
        return Ok(());
    }
    Err(Refusal::NoColumn {
        table: table.name.to_owned(),
        column: column.to_owned(),
        columns: columns.map(|it| it.name.to_owned()).collect(),
    })
}
