//! Catalog facts: what the database itself says of its tables, columns, indexes and foreign keys.
//!
//! The facts ([`Catalog`] and what it holds) exist twice: compiled into the application from the
//! file that `camshaft print-catalog` writes, and live, read by [`inspect`]. [`compare`] returns the differences of the
//! two, [`check`] makes a test of it.

#[cfg_attr(
    not(any(feature = "postgres", feature = "mysql", feature = "sqlite")),
    expect(dead_code, reason = "only the reader of a backend fills it")
)]
mod arena;
pub(crate) mod backend;
mod compiled;
mod drift;
mod facts;
mod flaw;
mod inspect;
mod line;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
pub(crate) mod references;
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
mod rows;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use arena::Arena;
pub use backend::Backend;
#[doc(hidden)]
pub use compiled::table_on;
pub use compiled::{CatalogFor, CompiledFacts, InCatalog, marker};
#[cfg(feature = "async")]
pub use drift::check_async;
pub(crate) use drift::display_name;
pub use drift::{Drift, FactDifference, Subject, check, compare};
pub use facts::{
    Catalog, Column, Constraint, ConstraintKind, Fill, ForeignKey, Index, Key, KeyPart,
    ReferentialAction, StaleCollation, Table, TableKind, Timing,
};
pub use flaw::Flaw;
pub use inspect::{Inspect, inspect};
#[cfg(feature = "async")]
pub use inspect::{InspectAsync, inspect_async};
pub use line::{Line, Name};
