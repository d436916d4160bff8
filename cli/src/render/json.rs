//! The facts of a catalog as JSON, one table a line.

use camshaft::catalog::{
    Backend, Catalog, Column, ConstraintKind, Fill, ForeignKey, Index, Key, KeyPart,
    ReferentialAction, Table, TableKind, Timing,
};
use serde::Serialize;

use crate::util::catalog::is_internal;

/// Returns the catalog; `project` is a name of the user's choice for it.
pub(crate) fn document(project: &str, backend: Backend, tables: &[&Table<'_>]) -> String {
    let name = match backend {
        Backend::Postgres => "pg",
        Backend::Sqlite => "sqlite",
        Backend::Mysql => "mysql",
    };
    let tables: Vec<_> = tables
        .iter()
        .map(|table| to_json(&TableJson::new(table, backend)))
        .collect();
    format!(
        "{{\"project\":{},\"backend\":{},\"tables\":[\n{}\n]}}\n",
        to_json(&project),
        to_json(&name),
        tables.join(",\n")
    )
}

/// Returns every table of the catalog that is not a migration tool's own. Views have neither indexes nor
/// foreign keys.
pub(crate) fn tables<'c>(catalog: &Catalog<'c>) -> Vec<&'c Table<'c>> {
    let listed = |table: &&Table<'c>| table.kind != TableKind::View && !is_internal(table);
    catalog.tables.iter().filter(listed).collect()
}

fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| {
        panic!("a fact cannot be written as JSON, please report it to https://github.com/camshaft-rs/camshaft: {error}")
    })
}

#[derive(Serialize)]
struct TableJson<'c> {
    schema: &'c str,
    table: &'c str,
    kind: &'static str,
    columns: Vec<ColumnJson<'c>>,
    indexes: Vec<IndexJson<'c>>,
    foreign_keys: Vec<ForeignKeyJson<'c>>,
    /// An empty list on PostgreSQL.
    #[serde(skip_serializing_if = "Option::is_none")]
    constraints: Option<[(); 0]>,
    /// The `WITHOUT ROWID` of SQLite.
    #[serde(skip_serializing_if = "Option::is_none")]
    without_rowid: Option<bool>,
    /// The obstacles of PostgreSQL: `inherited`, `rules`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    obstacles: Vec<&'static str>,
}

#[derive(Serialize)]
struct ColumnJson<'c> {
    name: &'c str,
    r#type: &'c str,
    not_null: bool,
    has_default: bool,
    /// The kind of a generated column on SQLite: 2, virtual or stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    hidden: Option<u8>,
}

#[derive(Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one flag of the server's catalog"
)]
struct IndexJson<'c> {
    name: Option<&'c str>,
    method: &'c str,
    unique: bool,
    primary: bool,
    valid: bool,
    constraint: Option<&'c str>,
    constraint_type: Option<&'static str>,
    #[serde(flatten)]
    postgres: Option<PostgresIndexJson>,
    keys: Vec<KeyJson<'c>>,
    include: &'c [&'c str],
    predicate: Option<&'c str>,
    nulls_not_distinct: bool,
    definition: Option<&'c str>,
}

#[derive(Serialize)]
struct PostgresIndexJson {
    exclusion: bool,
    ready: bool,
    immediate: bool,
    deferrable: Option<bool>,
    initially_deferred: Option<bool>,
}

#[derive(Serialize)]
struct KeyJson<'c> {
    #[serde(flatten)]
    part: PartJson<'c>,
    desc: bool,
    /// The length of a prefix on MySQL.
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opclass: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nulls_first: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    collation: Option<&'c str>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum PartJson<'c> {
    Column(&'c str),
    Expression(ExpressionJson<'c>),
}

#[derive(Serialize)]
#[serde(untagged)]
enum ExpressionJson<'c> {
    Text(&'c str),
    /// The marker of SQLite, always `true`: the text is in the definition.
    Defined(bool),
}

#[derive(Serialize)]
struct ForeignKeyJson<'c> {
    name: Option<&'c str>,
    columns: &'c [&'c str],
    #[serde(skip_serializing_if = "Option::is_none")]
    ref_schema: Option<&'c str>,
    ref_table: &'c str,
    ref_columns: &'c [&'c str],
    on_delete: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    validated: Option<bool>,
}

impl<'c> TableJson<'c> {
    fn new(table: &Table<'c>, backend: Backend) -> Self {
        let rowid = table.indexes.iter().find(|index| index.name.is_none());
        Self {
            schema: table.schema,
            table: table.name,
            kind: match table.kind {
                TableKind::Table => "table",
                TableKind::View => "view",
                TableKind::MaterializedView => "matview",
            },
            columns: table
                .columns
                .iter()
                .map(|column| ColumnJson::new(column, rowid, backend))
                .collect(),
            indexes: table
                .indexes
                .iter()
                .map(|index| IndexJson::new(index, backend))
                .collect(),
            foreign_keys: table
                .foreign_keys
                .iter()
                .map(|key| ForeignKeyJson::new(key, backend))
                .collect(),
            constraints: (backend == Backend::Postgres).then_some([]),
            without_rowid: (backend == Backend::Sqlite).then_some(table.without_rowid),
            obstacles: table.obstacles().collect(),
        }
    }
}

impl<'c> ColumnJson<'c> {
    /// Converts a column. A rowid has no default of its own, and SQLite lists none for a generated
    /// column.
    fn new(column: &Column<'c>, rowid: Option<&Index<'_>>, backend: Backend) -> Self {
        let is_rowid = rowid.is_some_and(|index| {
            index
                .keys
                .iter()
                .any(|key| key.part == KeyPart::Column(column.name))
        });
        let sqlite = backend == Backend::Sqlite;
        Self {
            name: column.name,
            r#type: column.sql_type,
            not_null: column.not_null,
            has_default: match column.fill {
                Fill::None => false,
                Fill::Default => !is_rowid,
                Fill::Generated => !sqlite,
            },
            hidden: sqlite.then_some(if column.fill == Fill::Generated { 2 } else { 0 }),
        }
    }
}

impl<'c> IndexJson<'c> {
    fn new(index: &Index<'c>, backend: Backend) -> Self {
        let postgres = backend == Backend::Postgres;
        Self {
            name: index.name,
            method: index.method,
            unique: index.unique,
            primary: index.primary,
            valid: index.valid,
            constraint: index.constraint.map(|constraint| constraint.name),
            constraint_type: index
                .constraint
                .map(|constraint| constraint_type(constraint.kind, backend)),
            postgres: postgres.then(|| PostgresIndexJson::new(index)),
            keys: index
                .keys
                .iter()
                .map(|key| KeyJson::new(key, backend))
                .collect(),
            include: index.include,
            predicate: index.predicate,
            nulls_not_distinct: index.nulls_not_distinct,
            definition: Some(index.definition).filter(|text| !text.is_empty()),
        }
    }
}

fn constraint_type(kind: ConstraintKind, backend: Backend) -> &'static str {
    match (backend, kind) {
        (Backend::Postgres, ConstraintKind::PrimaryKey) => "p",
        (Backend::Postgres, ConstraintKind::Unique) => "u",
        (Backend::Postgres, ConstraintKind::Exclusion) => "x",
        (Backend::Mysql | Backend::Sqlite, ConstraintKind::PrimaryKey) => "PRIMARY KEY",
        (Backend::Mysql | Backend::Sqlite, ConstraintKind::Unique) => "UNIQUE",
        (Backend::Mysql | Backend::Sqlite, ConstraintKind::Exclusion) => "EXCLUDE",
    }
}

impl PostgresIndexJson {
    fn new(index: &Index<'_>) -> Self {
        let of_constraint = |fact: bool| index.constraint.map(|_| fact);
        Self {
            exclusion: index
                .constraint
                .is_some_and(|constraint| constraint.kind == ConstraintKind::Exclusion),
            ready: index.ready,
            immediate: index.timing == Timing::Immediate,
            deferrable: of_constraint(index.timing != Timing::Immediate),
            initially_deferred: of_constraint(index.timing == Timing::Deferred),
        }
    }
}

impl<'c> KeyJson<'c> {
    fn new(key: &Key<'c>, backend: Backend) -> Self {
        Self {
            part: match key.part {
                KeyPart::Column(column) => PartJson::Column(column),
                KeyPart::Expression(_) if backend == Backend::Sqlite => {
                    PartJson::Expression(ExpressionJson::Defined(true))
                }
                KeyPart::Expression(text) => PartJson::Expression(ExpressionJson::Text(text)),
            },
            desc: key.descending,
            prefix: key.prefix,
            opclass: key.operator_class,
            nulls_first: (backend == Backend::Postgres).then_some(key.nulls_first),
            collation: key.collation,
        }
    }
}

impl<'c> ForeignKeyJson<'c> {
    fn new(key: &ForeignKey<'c>, backend: Backend) -> Self {
        let postgres = backend == Backend::Postgres;
        Self {
            name: key.name,
            columns: key.columns,
            ref_schema: postgres.then_some(key.ref_schema),
            ref_table: key.ref_table,
            ref_columns: key.ref_columns,
            on_delete: action(key.on_delete, backend),
            validated: postgres.then_some(key.validated),
        }
    }
}

fn action(action: ReferentialAction, backend: Backend) -> &'static str {
    let (code, words) = match action {
        ReferentialAction::NoAction => ("a", "NO ACTION"),
        ReferentialAction::Restrict => ("r", "RESTRICT"),
        ReferentialAction::Cascade => ("c", "CASCADE"),
        ReferentialAction::SetNull => ("n", "SET NULL"),
        ReferentialAction::SetDefault => ("d", "SET DEFAULT"),
    };
    if backend == Backend::Postgres {
        code
    } else {
        words
    }
}
