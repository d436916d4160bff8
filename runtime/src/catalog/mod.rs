//! Catalog facts: what the database itself says of its tables, columns, indexes and foreign keys.

mod facts;

pub use facts::{
    Backend, Catalog, Column, Constraint, ConstraintKind, Fill, ForeignKey, Index, Key, KeyPart,
    ReferentialAction, Table, TableKind, Timing,
};
