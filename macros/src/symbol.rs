//! Every word of the attributes.

pub(crate) const CAMSHAFT: &str = "camshaft";
pub(crate) const DIESEL: &str = "diesel";
pub(crate) const SERDE: &str = "serde";

pub(crate) const ALIAS: &str = "alias";
pub(crate) const ALIAS_MODULE: &str = "alias_module";
pub(crate) const ALL: &str = "all";
pub(crate) const CRATE: &str = "crate";
pub(crate) const DEPRECATED: &str = "deprecated";
pub(crate) const EXPRESSION: &str = "expression";
pub(crate) const HAS_ONE: &str = "has_one";
pub(crate) const IGNORE: &str = "ignore";
pub(crate) const INDEX: &str = "index";
pub(crate) const INSERT: &str = "insert";
pub(crate) const KEY: &str = "key";
pub(crate) const NAME: &str = "name";
pub(crate) const NONE: &str = "none";
pub(crate) const NULLS_NOT_DISTINCT: &str = "nulls_not_distinct";
pub(crate) const ON: &str = "on";
pub(crate) const PENDING: &str = "pending";
pub(crate) const REFERENCES: &str = "references";
pub(crate) const REMOVE_AFTER: &str = "remove_after";
pub(crate) const UNIQUE: &str = "unique";
pub(crate) const WHERE: &str = "where";

/// The declarations, as a message lists them.
pub(crate) const DECLARATIONS: &str = "`unique(..)`, `has_one(..)`, `alias(..)`, `ignore(..)`, `insert = ..`, `alias_module = ..` or `crate = ..`";
