//! The live tables, as a merge looks at them: owned, so that futures may hold them.

use crate::catalog::{Backend, Catalog, Fill, Index, KeyPart, Table, TableKind, Timing};
use crate::sql::{Condition, Expression, Fragment as _, Name, Rows, Sql, all_of, sql};

use super::compare::Pair;

/// All tables of the connected database.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) backend: Backend,
    pub(super) tables: Vec<TableFacts>,
}

/// A table, by its position in the schema.
pub(super) type TableId = usize;

#[derive(Debug)]
pub(super) struct TableFacts {
    pub(super) schema: String,
    pub(super) name: String,
    pub(super) is_table: bool,
    pub(super) columns: Vec<ColumnFacts>,
    /// The columns that tell its rows apart: the primary key, or a unique key that is never NULL.
    pub(super) identity: Vec<String>,
    pub(super) has_primary_key: bool,
    pub(super) uniques: Vec<Unique>,
    /// The names of indexes, with the column that each begins with.
    pub(super) indexes: Vec<(String, String)>,
    pub(super) foreign_keys: Vec<Reference>,
    /// The engine of MySQL that it is stored in, if it knows no transactions.
    pub(super) engine_without_transactions: Option<String>,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one fact of the server's catalog"
)]
#[derive(Debug, Clone)]
pub(super) struct ColumnFacts {
    pub(super) name: String,
    /// As a value is cast to it.
    pub(super) sql_type: String,
    pub(super) not_null: bool,
    pub(super) generated: bool,
    /// Its collation as SQL names it, unless it is the default of the server; on MySQL that of each text.
    pub(super) collation: Option<Name>,
    /// The character set of a text of MySQL.
    pub(super) character_set: Option<String>,
    /// Says whether MySQL sets it to the current time with each change of the row.
    pub(super) renews: bool,
    /// Says whether a foreign key begins here, so that the server can compare it with what it refers to.
    pub(super) has_foreign_key: bool,
}

/// A unique key.
#[derive(Debug, Clone)]
pub(super) struct Unique {
    pub(super) columns: Vec<String>,
    /// Of columns of the table.
    pub(super) expressions: Vec<String>,
    pub(super) predicate: Option<String>,
    pub(super) nulls_distinct: bool,
}

/// Columns that refer to a table, with a foreign key or without.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    pub(super) columns: Vec<String>,
    pub(super) ref_schema: String,
    pub(super) ref_table: String,
    pub(super) ref_columns: Vec<String>,
    pub(super) deferrable: bool,
    pub(super) validated: bool,
    /// The rows `t` that refer, where not all do: those of one type of a polymorphic reference.
    pub(super) condition: Option<Condition>,
    pub(super) has_foreign_key: bool,
    /// Its columns with those referred to, once both tables are known.
    pub(super) pairs: Vec<Pair>,
}

impl Reference {
    /// Returns whether a row `t` refers to the row that has this value in the key of each pair.
    pub(super) fn refers(&self, sql: Sql, key: impl Fn(&Pair) -> Expression) -> Condition {
        let matches = self
            .pairs
            .iter()
            .map(|pair| pair.matches(&sql.column("t", &pair.column.name), &key(pair)));
        all_of(matches.chain(self.condition.clone()))
    }
}

impl Schema {
    pub(super) fn of(catalog: &Catalog<'_>) -> Self {
        Self {
            backend: catalog.backend,
            tables: catalog
                .tables
                .iter()
                .map(|table| TableFacts::of(table, catalog.backend))
                .collect(),
        }
    }

    /// The tables of this name, in this schema or in any.
    pub(super) fn named(&self, schema: Option<&str>, name: &str) -> Vec<TableId> {
        let matches = |table: &TableFacts| {
            table.name == name && schema.is_none_or(|schema| table.schema == schema)
        };
        let tables = self.tables.iter().enumerate();
        tables
            .filter(|(_, it)| matches(it))
            .map(|(id, _)| id)
            .collect()
    }
}

impl ColumnFacts {
    /// A column that each table has.
    fn of_server(name: &str, sql_type: &str) -> Self {
        Self {
            name: name.to_owned(),
            sql_type: sql_type.to_owned(),
            not_null: true,
            generated: true,
            collation: None,
            character_set: None,
            renews: false,
            has_foreign_key: false,
        }
    }

    /// Declares a column of this name with its type, and its collation.
    pub(super) fn declared_as(&self, sql: Sql, name: &Name) -> Expression {
        let set: Expression = match &self.character_set {
            Some(set) => sql!(" CHARACTER SET {}", sql.name(set)),
            None => sql!(""),
        };
        let collation: Expression = match &self.collation {
            Some(collation) => sql!(" COLLATE {}", *collation),
            None => sql!(""),
        };
        sql!("{} {}{}{}", *name, self.cast(), set, collation)
    }

    /// The type that a value is cast to.
    pub(super) fn cast(&self) -> Name {
        Name::of(self.sql_type.clone())
    }
}

impl TableFacts {
    fn of(table: &Table<'_>, backend: Backend) -> Self {
        let columns: Vec<ColumnFacts> = table
            .columns
            .iter()
            .map(|column| ColumnFacts {
                name: column.name.to_owned(),
                sql_type: for_cast(column.sql_type, backend),
                not_null: column.not_null,
                generated: column.fill == Fill::Generated,
                collation: match backend {
                    // What is read of the others is more than a name.
                    Backend::Sqlite => column.collation.map(|it| Sql(backend).name(it)),
                    _ => None,
                },
                character_set: None,
                renews: false,
                has_foreign_key: table
                    .foreign_keys
                    .iter()
                    .any(|it| it.columns.contains(&column.name)),
            })
            .collect();
        let uniques: Vec<Unique> = table
            .indexes
            .iter()
            .filter(|index| index.unique)
            .filter_map(Unique::of)
            .collect();
        let named = table
            .indexes
            .iter()
            .filter(|it| it.valid && it.method == "btree");
        let named = named.filter_map(|it| match it.keys.first()?.part {
            KeyPart::Column(column) => Some((it.name?.to_owned(), column.to_owned())),
            KeyPart::Expression(_) => None,
        });
        let indexes = named.collect();
        let is_required = |name: &String| columns.iter().any(|it| it.name == *name && it.not_null);
        let primary = table
            .indexes
            .iter()
            .find(|index| index.primary)
            .and_then(Unique::of);
        let has_primary_key = primary.is_some();
        let never_null = uniques
            .iter()
            .find(|it| it.tells_rows_apart() && it.columns.iter().all(is_required));
        let identity = primary
            .as_ref()
            .or(never_null)
            .map_or_else(Vec::new, |it| it.columns.clone());
        let foreign_keys = table
            .foreign_keys
            .iter()
            .map(|it| Reference {
                columns: owned(it.columns),
                ref_schema: it.ref_schema.to_owned(),
                ref_table: it.ref_table.to_owned(),
                ref_columns: owned(it.ref_columns),
                deferrable: it.timing != Timing::Immediate,
                validated: it.validated,
                condition: None,
                has_foreign_key: true,
                pairs: Vec::new(),
            })
            .collect();
        Self {
            schema: table.schema.to_owned(),
            name: table.name.to_owned(),
            is_table: table.kind == TableKind::Table,
            columns,
            identity,
            has_primary_key,
            uniques,
            indexes,
            foreign_keys,
            engine_without_transactions: None,
        }
    }

    /// Its name in SQL.
    pub(super) fn sql_name(&self, sql: Sql) -> Name {
        sql.name_in(&self.schema, &self.name)
    }

    /// Its rows `t`, which are looked up by a column.
    pub(super) fn rows_by(&self, sql: Sql, column: Option<&String>) -> Rows {
        let mut indexes = self.indexes.iter();
        let index = indexes.find(|(_, first)| column == Some(first));
        Rows {
            table: self.sql_name(sql),
            index: index.map(|(name, _)| sql.name(name)),
        }
    }

    /// Returns the columns that tell its rows apart, or where the server keeps them; none where nothing does.
    pub(super) fn locator(&self, backend: Backend) -> Vec<ColumnFacts> {
        if !self.identity.is_empty() {
            let columns = self.identity.iter().filter_map(|it| self.column(it));
            return columns.cloned().collect();
        }
        match backend {
            // Partitions number their rows by themselves.
            Backend::Postgres => vec![
                ColumnFacts::of_server("tableoid", "oid"),
                ColumnFacts::of_server("ctid", "tid"),
            ],
            Backend::Sqlite => {
                let names = ["rowid", "oid", "_rowid_"].into_iter();
                let mut free = names.filter(|name| {
                    !self
                        .columns
                        .iter()
                        .any(|it| it.name.eq_ignore_ascii_case(name))
                });
                let free = free.next();
                free.map(|it| ColumnFacts::of_server(it, "INTEGER"))
                    .into_iter()
                    .collect()
            }
            Backend::Mysql => Vec::new(),
        }
    }

    pub(super) fn column(&self, name: &str) -> Option<&ColumnFacts> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// As people write it.
    pub(super) fn path(&self) -> String {
        match self.schema.as_str() {
            "" | "public" | "main" => self.name.clone(),
            schema => format!("{schema}.{}", self.name),
        }
    }
}

impl Unique {
    /// None of a key of prefixes.
    fn of(index: &Index<'_>) -> Option<Self> {
        let (mut columns, mut expressions) = (Vec::new(), Vec::new());
        for key in index.keys {
            match key.part {
                KeyPart::Column(_) if key.prefix.is_some() => return None,
                KeyPart::Column(name) => columns.push(name.to_owned()),
                KeyPart::Expression(text) => expressions.push(text.to_owned()),
            }
        }
        Some(Self {
            columns,
            expressions,
            predicate: index.predicate.map(str::to_owned),
            nulls_distinct: !index.nulls_not_distinct,
        })
    }

    /// Returns whether no two rows have the same values in its columns, NULL aside.
    fn tells_rows_apart(&self) -> bool {
        self.predicate.is_none() && self.expressions.is_empty()
    }

    /// Returns whether what it makes of a column is the server's to say.
    pub(super) fn computes(&self, column: &str) -> bool {
        let column = column.to_lowercase();
        let mut expressions = self.expressions.iter();
        expressions.any(|it| it.to_lowercase().contains(&column))
    }
}

/// The names that PostgreSQL prints for these two mean a length of one in a cast.
fn for_cast(sql_type: &str, backend: Backend) -> String {
    let element = sql_type.trim_end_matches("[]");
    let any_length = match element {
        "character" if backend == Backend::Postgres => "bpchar",
        "bit" if backend == Backend::Postgres => "\"bit\"",
        other => other,
    };
    format!("{any_length}{}", &sql_type[element.len()..])
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}
