//! Rows for the parents that have none yet.

#[cfg(feature = "async")]
mod async_;
mod attempts;
mod blocking;
mod builder;
mod machine;
mod nodes;

#[cfg(feature = "async")]
pub use async_::{AsyncBackfillConnection, AsyncBackfillDsl, AsyncMissingDsl};
pub use blocking::{BackfillConnection, BackfillDsl, MissingDsl};
pub use builder::{Backfill, BackfillProgress, Missing};
#[doc(hidden)]
pub use nodes::{CountMissing, Parents};
