//! What a request names, among the live tables.

use super::dialect::Sql;
use super::error::Refusal;
use super::plan::foreign_keys;
use super::request::{LooseReference, Merge};
use super::schema::{Reference, Schema, TableFacts, TableId};
use crate::duplicates::SoughtKey;

/// The one table of a name; of several, that in the schema of another one.
pub(super) fn the_table(
    schema: &Schema,
    within: Option<&str>,
    name: &str,
    beside: Option<TableId>,
) -> Result<TableId, Refusal> {
    let named = schema.named(within, name);
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
    let keys = merge.sought.keys.iter().filter_map(|key| match key {
        SoughtKey::Column(name) => Some(name),
        SoughtKey::Expression(_) => None,
    });
    for column in keys.chain(merge.keep.iter().map(|order| &order.column)) {
        check_column(facts, column)?;
    }
    let is_key =
        |key: &SoughtKey| matches!(key, SoughtKey::Column(name) if facts.identity.contains(name));
    if merge.sought.keys.is_empty() || merge.sought.keys.iter().all(is_key) {
        return Err(Refusal::PrimaryKeySought {
            table: facts.path(),
        });
    }
    Ok(())
}

pub(super) fn check_column(facts: &TableFacts, column: &str) -> Result<(), Refusal> {
    if facts.column(column).is_some() {
        return Ok(());
    }
    Err(Refusal::NoColumn {
        table: facts.path(),
        column: column.to_owned(),
        columns: facts.columns.iter().map(|it| it.name.clone()).collect(),
    })
}

/// Foreign keys that do not hold at once cannot be trusted to keep writers out.
pub(super) fn check_referring(schema: &Schema, root: TableId) -> Result<(), Refusal> {
    for table in 0..schema.tables.len() {
        for reference in foreign_keys(schema, table, root) {
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

pub(super) fn loose_reference(
    schema: &Schema,
    root: TableId,
    loose: &LooseReference,
) -> Result<(TableId, Reference), Refusal> {
    let table = the_table(schema, loose.schema.as_deref(), &loose.table, Some(root))?;
    let (facts, referred) = (&schema.tables[table], &schema.tables[root]);
    check_column(facts, &loose.column)?;
    if referred.identity.len() != 1 {
        return Err(Refusal::CompositeLoose {
            table: facts.path(),
            column: loose.column.clone(),
        });
    }
    let sql = Sql(schema.backend);
    let condition = match &loose.only {
        None => None,
        Some((column, value)) => {
            check_column(facts, column)?;
            Some(format!("t.{} = {}", sql.name(column), sql.text(value)))
        }
    };
    let reference = Reference {
        columns: vec![loose.column.clone()],
        ref_schema: referred.schema.clone(),
        ref_table: referred.name.clone(),
        ref_columns: referred.identity.clone(),
        deferrable: false,
        validated: true,
        condition,
        has_foreign_key: false,
    };
    Ok((table, reference))
}
