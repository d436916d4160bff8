//! The facts of a schema that a release depends on: owned, so that they can be stored and compared.

pub(crate) mod facts;
pub(crate) mod of_catalog;

use camshaft::catalog::Backend;
use camshaft_syntax::catalog as syntax;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use facts::{ColumnFacts, TableFacts};

/// A server, by the word that `catalog!` has for it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Server {
    Postgres,
    Mysql,
    Sqlite,
}

impl Server {
    pub(crate) const fn backend(self) -> Backend {
        match self {
            Self::Postgres => Backend::Postgres,
            Self::Mysql => Backend::Mysql,
            Self::Sqlite => Backend::Sqlite,
        }
    }

    pub(crate) const fn of(backend: Backend) -> Self {
        match backend {
            Backend::Postgres => Self::Postgres,
            Backend::Mysql => Self::Mysql,
            Backend::Sqlite => Self::Sqlite,
        }
    }

    pub(crate) const fn of_syntax(backend: syntax::Backend) -> Self {
        match backend {
            syntax::Backend::Postgres => Self::Postgres,
            syntax::Backend::Mysql => Self::Mysql,
            syntax::Backend::Sqlite => Self::Sqlite,
        }
    }

    /// Returns the word that `catalog!` has for it.
    pub(crate) const fn keyword(self) -> &'static str {
        match self {
            Self::Postgres => syntax::Backend::Postgres.word(),
            Self::Mysql => syntax::Backend::Mysql.word(),
            Self::Sqlite => syntax::Backend::Sqlite.word(),
        }
    }
}

/// A table or view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct TableState {
    /// The schema, where it is not the server's default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) schema: Option<String>,
    pub(crate) name: String,
    /// `true` for a view.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_view: bool,
    /// The columns, in the order of the server.
    pub(crate) columns: Vec<ColumnState>,
    /// The unique indexes, the primary key among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) uniques: Vec<UniqueState>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) foreign_keys: Vec<ForeignKeyState>,
    /// The CHECK constraints, where they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) checks: Option<Vec<String>>,
    /// The facts that only a live database has.
    #[serde(skip)]
    pub(crate) facts: Option<TableFacts>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct ColumnState {
    pub(crate) name: String,
    /// The type, as the server prints it.
    #[serde(rename = "type")]
    pub(crate) sql_type: String,
    /// The same with its length or precision, where the type alone has none: PostgreSQL's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) full_type: Option<String>,
    pub(crate) not_null: bool,
    pub(crate) filled: Filled,
    /// The number that the server knows it by, whatever its name is: PostgreSQL's `attnum`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) number: Option<i64>,
    /// The labels of its enum, where they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) labels: Option<Vec<String>>,
    /// The facts that only a live database has.
    #[serde(skip)]
    pub(crate) facts: ColumnFacts,
}

/// The source of a column's value where an `INSERT` does not name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Filled {
    /// No source: the column is NULL, or the `INSERT` fails.
    No,
    Default,
    Generated,
}

/// A unique index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct UniqueState {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// The columns or expressions of the index.
    pub(crate) keys: Vec<String>,
    /// `true` if each key is a complete column.
    pub(crate) whole_columns: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) predicate: Option<String>,
    /// `true` if it can be a conflict target: valid, ready, and checked at once.
    pub(crate) serves: bool,
    /// The collation of each of its keys, where a live database was asked: `None` for one under which
    /// only equal bytes are equal.
    #[serde(skip)]
    pub(crate) collations: Vec<Option<String>>,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct ForeignKeyState {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) ref_table: String,
    pub(crate) ref_columns: Vec<String>,
    pub(crate) on_delete: Action,
    pub(crate) on_update: Action,
}

/// The action of a foreign key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Action {
    #[serde(rename = "no-action")]
    None,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

impl Action {
    /// Returns the action in SQL.
    pub(crate) const fn sql(self) -> &'static str {
        match self {
            Self::None => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}

impl ColumnState {
    /// Returns the types of both columns, with lengths if both are known with them.
    pub(crate) fn types<'c>(&'c self, other: &'c Self) -> (&'c str, &'c str) {
        match (&self.full_type, &other.full_type) {
            (Some(own), Some(other)) => (own, other),
            _ => (&self.sql_type, &other.sql_type),
        }
    }

    /// Returns whether an insert fails that leaves it out.
    pub(crate) fn is_required(&self) -> bool {
        self.not_null && self.filled == Filled::No
    }
}

impl TableState {
    /// Returns the name, with the schema before it where there is one.
    pub(crate) fn full_name(&self) -> String {
        full_name(self.schema.as_deref(), &self.name)
    }

    /// Returns why each insert into it fails, if that is known.
    pub(crate) fn insert_error(&self) -> Option<&str> {
        self.facts.as_ref()?.insert_error.as_deref()
    }

    pub(crate) fn column(&self, name: &str) -> Option<&ColumnState> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// Returns `users`, or `audit.events`.
pub(crate) fn full_name(schema: Option<&str>, name: &str) -> String {
    schema.map_or_else(|| name.to_owned(), |schema| format!("{schema}.{name}"))
}
