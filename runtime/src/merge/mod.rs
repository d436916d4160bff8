//! Merging duplicates: of each group one row survives, and nothing that refers to the others is lost.
//!
//! It works on the live catalog, so that associations which no model knows of move too.

#[cfg(feature = "async")]
mod async_;
mod attempt;
mod blocking;
mod dialect;
mod error;
mod group;
mod members;
mod named;
mod pages;
mod plan;
mod preflight;
mod report;
mod request;
mod run;
mod schema;
mod session;
mod survivor;
mod sweep;
mod tables;
mod undo;
mod warning;

#[cfg(feature = "async")]
pub use async_::{AsyncMergeDsl, AsyncUndoDsl};
pub use blocking::{MergeDsl, UndoDsl};
pub use error::{MergeError, Refusal};
pub use report::{Association, End, FailedGroup, Progress, Report};
pub use request::{
    ARCHIVE, LooseReference, Merge, Nulls, Order, OrderBy, OrdersRowsOf, latest, oldest,
};
pub use survivor::{SurvivorOf, survivor_of};
pub use undo::{Undo, Undone};
pub use warning::Warning;

#[doc(hidden)]
pub use session::Line;
