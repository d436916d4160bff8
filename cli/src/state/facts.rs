//! Facts that only a live database has: they are in no printed catalog, and in no manifest.

use serde::Deserialize;

/// The facts of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct TableFacts {
    pub(crate) row_security: RowSecurity,
    /// The policies of row level security, without their names.
    pub(crate) policies: Vec<String>,
}

/// Whose queries the policies of a table restrict on PostgreSQL, from nobody's to all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RowSecurity {
    /// Nobody's.
    #[default]
    Off,
    /// Those of everybody but the owner of the table.
    On,
    /// Those of the owner, too.
    Forced,
}
