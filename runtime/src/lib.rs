//! Race-free rows for Diesel, proven at compile time.

pub mod catalog;
mod dialect;
mod error;
pub mod keyed;
mod model;
#[doc(hidden)]
pub mod private;
#[doc(hidden)]
pub mod proof;
mod retry;
#[cfg(feature = "sqlite")]
pub mod sqlite;

pub use camshaft_macros::Model;
#[doc(hidden)]
pub use camshaft_macros::catalog_in as __catalog_in;
pub use dialect::Dialect;
pub use error::Error;
pub use keyed::{Batch, Entry, Keyed, KeyedBatch};
pub use retry::{DieselCause, RetryPolicy, retry};

/// What blocking code imports: the methods of the accessors.
pub mod prelude {
    pub use crate::keyed::{BatchDsl as _, KeyedDsl as _};
}

/// The facts of the databases behind one schema module, as `camshaft print-catalog` prints them.
#[macro_export]
macro_rules! catalog {
    ($($facts:tt)*) => {
        $crate::__catalog_in! { $crate; $($facts)* }
    };
}
