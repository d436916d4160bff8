//! The live tables, and what of them refers to which.

use crate::catalog::{Backend, Catalog, Fill, Index, KeyPart, Table, TableKind, Timing};
use crate::sql::{Condition, Expression, Fragment as _, Name, Rows, Sql, all_of, sql};

use super::compare::Pair;

/// All tables of the connected database.
#[derive(Debug)]
pub(crate) struct Schema {
    pub(crate) backend: Backend,
    pub(crate) tables: Vec<TableFacts>,
}

/// A table, by its position in the schema.
pub(crate) type TableId = usize;

#[derive(Debug)]
pub(crate) struct TableFacts {
    pub(super) backend: Backend,
    pub(crate) schema: String,
    pub(crate) name: String,
    pub(crate) is_table: bool,
    pub(crate) columns: Vec<ColumnFacts>,
    /// The columns that identify its rows: the primary key, or a unique key that is never NULL.
    pub(crate) identity: Vec<String>,
    pub(crate) has_primary_key: bool,
    pub(crate) uniques: Vec<Unique>,
    /// The names of indexes, with the column that each begins with.
    pub(crate) indexes: Vec<(String, String)>,
    pub(crate) foreign_keys: Vec<Reference>,
    /// The engine of MySQL that it is stored in, if it knows no transactions.
    pub(crate) engine_without_transactions: Option<String>,
    /// True if MySQL stores it in partitions.
    pub(crate) is_partitioned: bool,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one fact of the server's catalog"
)]
#[derive(Debug, Clone)]
pub(crate) struct ColumnFacts {
    pub(crate) name: String,
    /// The type that a value is cast to.
    pub(crate) sql_type: String,
    pub(crate) not_null: bool,
    pub(crate) generated: bool,
    /// The collation of the column as SQL names it, unless it is the default of the server; on MySQL that of each text.
    pub(crate) collation: Option<Name>,
    /// The character set of a text of MySQL.
    pub(crate) character_set: Option<String>,
    /// True if MySQL sets it to the current time with each change of the row.
    pub(crate) renews: bool,
    /// True if a foreign key begins here, so that the server can compare it with the column it refers to.
    pub(crate) has_foreign_key: bool,
}

/// A unique key.
#[derive(Debug, Clone)]
pub(crate) struct Unique {
    pub(crate) columns: Vec<String>,
    /// The expressions of the index, which mention columns of the table.
    pub(crate) expressions: Vec<String>,
    pub(crate) predicate: Option<String>,
    pub(crate) nulls_distinct: bool,
}

/// Columns that refer to a table, with a foreign key or without.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    pub(crate) columns: Vec<String>,
    pub(crate) ref_schema: String,
    pub(crate) ref_table: String,
    pub(crate) ref_columns: Vec<String>,
    pub(crate) deferrable: bool,
    pub(crate) validated: bool,
    /// The rows `t` that refer, where not all do: those of one type of a polymorphic reference.
    pub(crate) condition: Option<Condition>,
    pub(crate) has_foreign_key: bool,
    /// The columns that refer with those referred to, once both tables are known.
    pub(crate) pairs: Vec<Pair>,
}

impl Reference {
    /// Returns whether a row `t` refers to the row that has this value in the key of each pair.
    pub(crate) fn refers(&self, sql: Sql, key: impl Fn(&Pair) -> Expression) -> Condition {
        let matches = self
            .pairs
            .iter()
            .map(|pair| pair.matches(&sql.column("t", &pair.column.name), &key(pair)));
        all_of(matches.chain(self.condition.clone()))
    }
}

impl Schema {
    pub(crate) fn of(catalog: &Catalog<'_>) -> Self {
        Self {
            backend: catalog.backend,
            tables: catalog
                .tables
                .iter()
                .map(|table| TableFacts::of(table, catalog.backend))
                .collect(),
        }
    }

    /// Returns the foreign keys of a table that refer to another one.
    pub(crate) fn foreign_keys(
        &self,
        table: TableId,
        referred: TableId,
    ) -> impl Iterator<Item = &Reference> {
        let referred = &self.tables[referred];
        let own = self.tables[table].foreign_keys.iter();
        own.filter(|it| it.ref_table == referred.name && it.ref_schema == referred.schema)
    }

    /// Returns the tables of this name, in this schema or in any.
    pub(crate) fn named(&self, schema: Option<&str>, name: &str) -> Vec<TableId> {
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
    /// Creates a column that each table has.
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
    pub(crate) fn declared_as(&self, sql: Sql, name: &Name) -> Expression {
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

    /// Returns the type that a value is cast to.
    pub(crate) fn cast(&self) -> Name {
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
        // An index of PostgreSQL that is INVALID may hold equal rows; one of MySQL that queries ignore does not.
        let is_valid = |it: &&Index<'_>| it.unique && (it.valid || backend == Backend::Mysql);
        let never_null = table
            .indexes
            .iter()
            .filter(is_valid)
            .filter_map(Unique::of)
            .find(|it| it.identifies_rows() && it.columns.iter().all(is_required));
        let identity = primary
            .or(never_null)
            .map_or_else(Vec::new, |it| it.columns);
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
            backend,
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
            is_partitioned: false,
        }
    }

    /// Returns the name of the table in SQL.
    pub(crate) fn sql_name(&self, sql: Sql) -> Name {
        sql.name_in(&self.schema, &self.name)
    }

    /// Returns the rows `t` of the table, which are looked up by a column.
    pub(crate) fn rows_by(&self, sql: Sql, column: Option<&String>) -> Rows {
        let mut indexes = self.indexes.iter();
        let index = indexes.find(|(_, first)| column == Some(first));
        Rows {
            table: self.sql_name(sql),
            index: index.map(|(name, _)| sql.name(name)),
        }
    }

    /// Returns the columns that identify its rows, or where the server keeps them; none if no columns do.
    pub(crate) fn locator(&self, backend: Backend) -> Vec<ColumnFacts> {
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

    pub(crate) fn column(&self, name: &str) -> Option<&ColumnFacts> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Returns its name as people write it, with the schema where that is not the default one.
    pub(crate) fn path(&self) -> String {
        match self.backend.named_schema(&self.schema) {
            None => self.name.clone(),
            Some(schema) => format!("{schema}.{}", self.name),
        }
    }
}

impl Unique {
    /// Returns the key; `None` for a key of prefixes.
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
    fn identifies_rows(&self) -> bool {
        self.predicate.is_none() && self.expressions.is_empty()
    }

    /// Returns whether what it makes of a column is the server's to say.
    pub(crate) fn computes(&self, column: &str) -> bool {
        let column = column.to_lowercase();
        let mut expressions = self.expressions.iter();
        expressions.any(|it| it.to_lowercase().contains(&column))
    }
}

/// Returns the type for a cast: the names that PostgreSQL prints for these two mean a length of one there.
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
