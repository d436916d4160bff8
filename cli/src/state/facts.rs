//! Facts that only a live database has: they are in no printed catalog, and in no manifest.

use serde::Deserialize;

/// The facts of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct TableFacts {
    pub(crate) row_security: RowSecurity,
    /// The policies of row level security, without their names.
    pub(crate) policies: Vec<String>,
    /// Says whether a crash empties it: PostgreSQL's `UNLOGGED`.
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

/// The queries that the policies of a table restrict on PostgreSQL, from none to all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RowSecurity {
    /// The queries of nobody.
    #[default]
    Off,
    /// The queries of everybody but the owner of the table.
    On,
    /// The queries of the owner, too.
    Forced,
}

/// A storage engine.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Engine {
    pub(crate) name: String,
    /// Says whether it can roll back.
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
    /// Says whether MySQL renews it: `ON UPDATE CURRENT_TIMESTAMP`.
    pub(crate) renewed: bool,
}

/// The type of a result: PostgreSQL executes no prepared statement whose result got another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResultType {
    /// The number that the server knows the type by: one that is made anew has another.
    pub(crate) number: i64,
    /// The length or precision, as the server keeps it.
    pub(crate) modifier: i64,
    /// The type in words; a schema is written before it as the session has its `search_path`.
    pub(crate) name: String,
    pub(crate) collation: Option<String>,
}
