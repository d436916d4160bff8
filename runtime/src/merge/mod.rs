//! Merging duplicates: of each group one row survives, and nothing that refers to the others is lost.
//!
//! A merge works on the live catalog, so that associations which no model knows of move too.

#[cfg(feature = "async")]
mod async_;
mod blocking;
mod chunk;
mod error;
mod groups;
mod isolation;
mod keep;
mod late;
mod named;
mod plan;
mod preflight;
mod relation;
mod report;
mod request;
mod run;
mod running;
mod settings;
mod survey;
mod survivor;
mod tables;
mod undo;
mod values;
mod visibility;
mod warning;

#[cfg(feature = "async")]
pub use async_::{AsyncMergeDsl, AsyncUndoDsl};
pub use blocking::{MergeDsl, UndoDsl};
pub use error::{MergeError, Refusal};
pub use report::{Association, End, FailedGroup, LargeGroup, Progress, Report};
pub use request::{
    ARCHIVE, Databases, Doubtful, Merge, Nulls, Order, OrderBy, OrdersRowsOf, SoftReference,
    latest, oldest,
};
pub use survivor::{SurvivorOf, survivor_of};
pub use undo::{LeftRow, Undo, Undone};
pub use warning::Warning;

#[doc(hidden)]
pub use crate::catalog::references::TextRow;
