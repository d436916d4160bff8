//! The tables and columns that a request names, among the live tables.

use super::error::Refusal;
use super::request::{Merge, SoftReference};
use crate::catalog::Backend;
use crate::catalog::references::{
    ColumnFacts, Incomparable, Pair, Reference, Schema, TableFacts, TableId,
};
use crate::duplicates::KeyElement;
use crate::sql::{Sql, sql};

/// Returns the one table of a name; of several, that in the schema of another one.
pub(super) fn the_table(
    schema: &Schema,
    within: Option<&str>,
    name: &str,
    beside: Option<TableId>,
) -> Result<TableId, Refusal> {
    let named = schema.named(within, name);
    // MySQL's other databases are there for what refers from them: an unqualified name means a table of the connected
    // one.
    let named = match within {
        None if schema.backend == Backend::Mysql && !schema.named(Some(""), name).is_empty() => {
            schema.named(Some(""), name)
        }
        _ => named,
    };
    let is_beside = |it: &TableId| {
        beside.is_some_and(|beside| schema.tables[beside].schema == schema.tables[*it].schema)
    };
    match named.as_slice() {
        [table] => Ok(*table),
        [] => Err(Refusal::NoTable {
            table: name.to_owned(),
        }),
        several => match several.iter().find(|it| is_beside(it)) {
            Some(table) => Ok(*table),
            None => Err(Refusal::SeveralTables {
                table: name.to_owned(),
                schemas: several
                    .iter()
                    .map(|&it| schema.tables[it].schema.clone())
                    .collect(),
            }),
        },
    }
}

pub(super) fn check_root(facts: &TableFacts, merge: &Merge) -> Result<(), Refusal> {
    if !facts.is_table {
        return Err(Refusal::View {
            table: facts.path(),
        });
    }
    if !facts.has_primary_key {
        return Err(Refusal::NoPrimaryKey {
            table: facts.path(),
        });
    }
    let keys = merge.key_spec.keys.iter().filter_map(|key| match key {
        KeyElement::Column(name) => Some(name),
        KeyElement::Expression(_) => None,
    });
    for column in keys.chain(merge.keep.iter().map(|order| &order.column)) {
        check_column(facts, column)?;
    }
    let is_key =
        |key: &KeyElement| matches!(key, KeyElement::Column(name) if facts.identity.contains(name));
    if merge.key_spec.keys.is_empty() || merge.key_spec.keys.iter().all(is_key) {
        return Err(Refusal::KeyIsPrimaryKey {
            table: facts.path(),
        });
    }
    Ok(())
}

pub(super) fn check_column(facts: &TableFacts, column: &str) -> Result<(), Refusal> {
    if facts.column(column).is_some() {
        return Ok(());
    }
    Err(no_column(facts, column))
}

fn no_column(facts: &TableFacts, column: &str) -> Refusal {
    Refusal::NoColumn {
        table: facts.path(),
        column: column.to_owned(),
        columns: facts.columns.iter().map(|it| it.name.clone()).collect(),
    }
}

/// Checks the foreign keys: those that do not hold at once cannot be trusted to keep writers out.
pub(super) fn check_referring(schema: &Schema, root: TableId) -> Result<(), Refusal> {
    for table in 0..schema.tables.len() {
        for reference in schema.foreign_keys(table, root) {
            let facts = &schema.tables[table];
            let (table, columns) = (facts.path(), reference.columns.clone());
            if reference.deferrable {
                return Err(Refusal::Deferrable { table, columns });
            }
            if !reference.validated {
                return Err(Refusal::NotValidated { table, columns });
            }
        }
    }
    Ok(())
}

pub(super) fn soft_reference(
    schema: &Schema,
    root: TableId,
    soft: &SoftReference,
) -> Result<(TableId, Reference), Refusal> {
    let table = the_table(schema, soft.schema.as_deref(), &soft.table, Some(root))?;
    let (facts, referred) = (&schema.tables[table], &schema.tables[root]);
    check_column(facts, &soft.column)?;
    if referred.identity.len() != 1 {
        return Err(Refusal::CompositeLoose {
            table: facts.path(),
            column: soft.column.clone(),
        });
    }
    let sql = Sql(schema.backend);
    let pair = match (
        facts.column(&soft.column),
        referred.column(&referred.identity[0]),
    ) {
        (Some(column), Some(key)) => {
            Pair::new(sql, column, key).map_err(|why| incomparable(facts, column, key, why))?
        }
        _ => return Err(no_column(facts, &soft.column)),
    };
    let condition = match &soft.only {
        None => None,
        Some((column, value)) => {
            check_column(facts, column)?;
            Some(sql!("{} = {}", sql.column("t", column), sql.text(value)))
        }
    };
    let reference = Reference {
        columns: vec![soft.column.clone()],
        ref_schema: referred.schema.clone(),
        ref_table: referred.name.clone(),
        ref_columns: referred.identity.clone(),
        deferrable: false,
        validated: true,
        condition,
        has_foreign_key: false,
        pairs: vec![pair],
    };
    Ok((table, reference))
}

fn incomparable(
    facts: &TableFacts,
    column: &ColumnFacts,
    key: &ColumnFacts,
    why: Incomparable,
) -> Refusal {
    let (table, column, sql_type) = (facts.path(), column.name.clone(), column.sql_type.clone());
    match why {
        Incomparable::Several => Refusal::SeveralKeys { table, column },
        Incomparable::Types => Refusal::Incomparable {
            table,
            column,
            sql_type,
            key: key.sql_type.clone(),
        },
    }
}
