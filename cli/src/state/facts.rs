//! Facts that only a live database has: they are in no printed catalog, and in no manifest.

use serde::Deserialize;

/// The facts of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct TableFacts {
    pub(crate) row_security: RowSecurity,
    /// The policies of row level security, without their names.
    pub(crate) policies: Vec<String>,
    /// `true` if a crash empties it: PostgreSQL's `UNLOGGED`.
    pub(crate) unlogged: bool,
    /// The storage engine of MySQL.
    pub(crate) engine: Option<Engine>,
    /// The EXCLUDE constraints of PostgreSQL.
    pub(crate) exclusions: Vec<String>,
    /// The rules of PostgreSQL.
    pub(crate) rules: Vec<Hook>,
    /// The triggers that may refuse or change what is written.
    pub(crate) triggers: Vec<Hook>,
    /// The tables of PostgreSQL that inherit from it, also from one that does.
    pub(crate) heirs: Vec<String>,
    /// The reason why SQLite refuses each insert, whatever its values are.
    pub(crate) insert_error: Option<String>,
}

/// The state of row level security on PostgreSQL.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RowSecurity {
    /// No policy applies.
    #[default]
    Off,
    /// The policies restrict everybody but the owner of the table.
    On,
    /// The policies restrict the owner, too.
    Forced,
}

/// A storage engine.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Engine {
    pub(crate) name: String,
    /// `true` if it can roll back.
    pub(crate) has_transactions: bool,
}

/// A rule or a trigger.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Hook {
    /// The name, and when it runs, for people.
    pub(crate) head: String,
    /// The text of its action.
    pub(crate) body: String,
}

/// The facts of a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ColumnFacts {
    /// The type that a query of PostgreSQL returns for it.
    pub(crate) result: Option<ResultType>,
    /// The character set of MySQL.
    pub(crate) character_set: Option<String>,
    /// `true` if MySQL sets it anew with each update: `ON UPDATE CURRENT_TIMESTAMP`.
    pub(crate) renewed: bool,
}

/// The type of a result: PostgreSQL executes no prepared statement whose result got another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResultType {
    /// The number that the server knows the type by: a type that is created again has another.
    pub(crate) number: i64,
    /// The length or precision, as the server keeps it.
    pub(crate) modifier: i64,
    /// The type as text, with its schema if the session's `search_path` lacks it.
    pub(crate) name: String,
    pub(crate) collation: Option<String>,
}
