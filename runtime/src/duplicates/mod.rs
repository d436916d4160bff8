//! Rows that are equal in a key that is meant to be unique.
//!
//! A model declares such a key with `unique(email, pending)`, see [`Model`](crate::Model#pending),
//! and gets a function that returns its [`Duplicates`]. [`Duplicates::of`] is for tables that are
//! known at run time only. A [`KeySpec`] describes the key and the rows, and renders itself for
//! each server.

mod after;
#[cfg(feature = "async")]
mod async_;
mod blocking;
mod bound;
mod builder;
mod index;
mod key_spec;
mod member;
mod rendered;
mod source;
mod statement;

#[cfg(feature = "async")]
pub use async_::{AsyncDuplicatesConnection, AsyncDuplicatesDsl};
pub use blocking::{DuplicatesConnection, DuplicatesDsl};
pub use builder::{Count, Duplicates, DuplicatesOf, LoadsDuplicates};
pub use key_spec::{KeyElement, KeySpec, quoted};
pub use member::Group;
pub use source::{Duplicated, HasKeySpec, KeySpecOn, Named, Of, Source};

// What only bounds and signatures name.
#[doc(hidden)]
pub use crate::dialect::{AnyValue, SendsBack};
#[doc(hidden)]
pub use bound::Statement;
#[doc(hidden)]
pub use member::Member;
#[doc(hidden)]
pub use statement::Ids;
