//! The manifest: what a release needs of its database, stored with the release.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::state::{Server, TableState, full_name};

/// The version of the format: a reader refuses another one.
pub(crate) const VERSION: u32 = 1;

/// A manifest: what a release needs of its database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Manifest {
    /// The version of the format.
    pub(crate) version: u32,
    /// The tables that the code uses, in order of schema and name.
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
    /// The columns, in the order of `table!`.
    pub(crate) columns: Vec<NeededColumn>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) inserts: Vec<Insert>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) unique_keys: Vec<UniqueKey>,
    /// The columns that the code promises not to use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) ignored: Vec<Ignored>,
}

/// A column of a `table!`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct NeededColumn {
    pub(crate) name: String,
    /// The type in Diesel, without `Nullable`.
    #[serde(rename = "type")]
    pub(crate) diesel_type: String,
    /// `true` if `table!` says `Nullable`.
    pub(crate) nullable: bool,
}

/// The rows that a struct or an accessor inserts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Insert {
    /// The struct, or the accessor.
    pub(crate) by: String,
    /// The columns that it always sets.
    pub(crate) sets: Vec<String>,
    /// The columns that get their default where a value is `None`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) may_set: Vec<String>,
    /// The columns that are set to NULL where a value is `None`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) may_be_null: Vec<String>,
    /// `true` if values may set further columns.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) takes_values: bool,
}

/// A unique key that the code relies on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub(crate) struct UniqueKey {
    /// The declaration, as it is written.
    pub(crate) declared: String,
    /// The columns of the key; empty for an index of expressions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) columns: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) index: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) predicate: Option<String>,
    /// The servers it is declared for; all if empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) on: Vec<Server>,
}

/// A column that the code promises not to use.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Ignored {
    pub(crate) column: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) remove_after: Option<String>,
}

impl Insert {
    /// Returns whether it sets the column, if there is a value.
    pub(crate) fn names(&self, column: &str) -> bool {
        let lists = [&self.sets, &self.may_set, &self.may_be_null];
        lists.into_iter().flatten().any(|it| it == column)
    }

    /// Returns whether it may leave the column to the database.
    pub(crate) fn leaves_out(&self, column: &str) -> bool {
        !self.takes_values && (!self.names(column) || self.may_set.iter().any(|it| it == column))
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
    /// Returns the name, with the schema before it where there is one.
    pub(crate) fn full_name(&self) -> String {
        full_name(self.schema.as_deref(), &self.name)
    }
}
