//! What is worth knowing of a merge, and does not speak against it.

use std::fmt;

use super::plan::Plan;
use super::request::Merge;
use crate::catalog::Backend;
use crate::duplicates::SoughtKey;

/// Something that is worth knowing before a merge begins.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// No index of the table begins with a part of the key, on a server that locks each row that it
    /// reads to find those of a group.
    NoIndex {
        /// The table.
        table: String,
        /// The parts of the key.
        keys: Vec<String>,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoIndex { table, keys } => write!(
                f,
                "no index of `{table}` begins with {}: each group locks the whole table while it is merged; \
                 create an ordinary index first",
                keys.join(" or ")
            ),
        }
    }
}

/// What is to be said of a merge.
pub(super) fn warnings(plan: &Plan, merge: &Merge) -> Vec<Warning> {
    let facts = plan.table(plan.root);
    let is_indexed = merge.sought.keys.iter().any(|key| match key {
        SoughtKey::Column(name) => facts.indexed.iter().flatten().any(|it| it == name),
        // Which expression an index has is the server's to compare.
        SoughtKey::Expression(_) => facts.indexed.iter().any(Option::is_none),
    });
    if plan.schema.backend != Backend::Mysql || is_indexed {
        return Vec::new();
    }
    let keys = merge.sought.keys.iter().map(|key| match key {
        SoughtKey::Column(text) | SoughtKey::Expression(text) => format!("`{text}`"),
    });
    vec![Warning::NoIndex {
        table: facts.path(),
        keys: keys.collect(),
    }]
}
