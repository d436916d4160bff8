//! Catalog facts: what the database itself says of its tables, columns, indexes and foreign keys.

mod described;
mod facts;

#[doc(hidden)]
pub use described::table_on;
pub use described::{CatalogFor, Described, InCatalog, marker};
pub use facts::{
    Backend, Catalog, Column, Constraint, ConstraintKind, Fill, ForeignKey, Index, Key, KeyPart,
    ReferentialAction, Table, TableKind, Timing,
};
