//! What a release needs of its database, as it is stored with the release.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::state::{Server, TableState, full_name};

/// The form of the document: a reader refuses another one.
pub(crate) const VERSION: u32 = 1;

/// What a release needs of its database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Manifest {
    /// The version of this form.
    pub(crate) version: u32,
    /// What the code uses, in order of schema and name.
    pub(crate) tables: Vec<Needed>,
    /// The facts that each server had when the catalog was printed.
    pub(crate) databases: BTreeMap<Server, Vec<TableState>>,
}

/// A table that the code uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Needed {
    /// The schema, where `table!` names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) schema: Option<String>,
    pub(crate) name: String,
    /// In the order of `table!`.
    pub(crate) columns: Vec<NeededColumn>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) inserts: Vec<Insert>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) unique_keys: Vec<UniqueKey>,
    /// Columns that the code promises not to touch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) ignored: Vec<Ignored>,
}

/// A column of a `table!`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct NeededColumn {
    pub(crate) name: String,
    /// Diesel's type, without `Nullable`.
    #[serde(rename = "type")]
    pub(crate) diesel_type: String,
    /// Whether `table!` says `Nullable`.
    pub(crate) nullable: bool,
}

/// Rows that the code inserts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Insert {
    /// The struct, or the accessor.
    pub(crate) by: String,
    /// The columns that it always states.
    pub(crate) states: Vec<String>,
    /// The columns that it leaves to their default when there is no value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) may_state: Vec<String>,
    /// The columns that it states as NULL when there is no value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) may_be_null: Vec<String>,
    /// Whether values may state further columns.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) takes_values: bool,
}

/// A unique key that the code relies on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub(crate) struct UniqueKey {
    /// The declaration.
    pub(crate) declared: String,
    /// Its columns; none where an index of expressions is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) columns: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) index: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) predicate: Option<String>,
    /// The servers it is declared for; none: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) on: Vec<Server>,
}

/// A column that the code promises not to touch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Ignored {
    pub(crate) column: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) remove_after: Option<String>,
}

impl Insert {
    /// Whether it states the column, if there is a value.
    pub(crate) fn names(&self, column: &str) -> bool {
        let lists = [&self.states, &self.may_state, &self.may_be_null];
        lists.into_iter().flatten().any(|it| it == column)
    }

    /// Whether it leaves the column to what the database fills it with, at least at times.
    pub(crate) fn leaves_out(&self, column: &str) -> bool {
        !self.takes_values && (!self.names(column) || self.may_state.iter().any(|it| it == column))
    }
}

impl UniqueKey {
    /// Returns whether the code finds the key in an error by the name of its index: a conflict target that
    /// is written by hand has columns only.
    pub(crate) fn is_found_by_name(&self) -> bool {
        !self.declared.starts_with("on_conflict(")
    }
}

impl Needed {
    /// The name, behind that of its schema where there is one.
    pub(crate) fn full_name(&self) -> String {
        full_name(self.schema.as_deref(), &self.name)
    }
}
