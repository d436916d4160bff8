//! The words of the attributes.

/// The attribute `camshaft`.
pub const CAMSHAFT: &str = "camshaft";
/// The attribute `diesel`.
pub const DIESEL: &str = "diesel";
/// The attribute `serde`.
pub const SERDE: &str = "serde";

/// The word `alias`.
pub const ALIAS: &str = "alias";
/// The word `alias_module`.
pub const ALIAS_MODULE: &str = "alias_module";
/// The word `all`.
pub const ALL: &str = "all";
/// The word `crate`.
pub const CRATE: &str = "crate";
/// The word `deprecated`.
pub const DEPRECATED: &str = "deprecated";
/// The word `expression`.
pub const EXPRESSION: &str = "expression";
/// The word `has_one`.
pub const HAS_ONE: &str = "has_one";
/// The word `ignore`.
pub const IGNORE: &str = "ignore";
/// The word `index`.
pub const INDEX: &str = "index";
/// The word `insert`.
pub const INSERT: &str = "insert";
/// The word `key`.
pub const KEY: &str = "key";
/// The word `name`.
pub const NAME: &str = "name";
/// The word `none`.
pub const NONE: &str = "none";
/// The word `nulls_not_distinct`.
pub const NULLS_NOT_DISTINCT: &str = "nulls_not_distinct";
/// The word `on`.
pub const ON: &str = "on";
/// The word `pending`.
pub const PENDING: &str = "pending";
/// The word `references`.
pub const REFERENCES: &str = "references";
/// The word `remove_after`.
pub const REMOVE_AFTER: &str = "remove_after";
/// The word `unique`.
pub const UNIQUE: &str = "unique";
/// The word `where`.
pub const WHERE: &str = "where";

/// The declarations, as a message lists them.
pub const DECLARATIONS: &str = "`unique(..)`, `has_one(..)`, `alias(..)`, `ignore(..)`, `insert`, `alias_module = ..` or `crate = ..`";
