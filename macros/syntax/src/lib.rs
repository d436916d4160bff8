//! The grammar of camshaft: `catalog!`, and the attributes of its derive.
//!
//! The derive expands what is parsed here, and the command `camshaft` reads source files by it, so that both always
//! agree. It is an implementation detail of camshaft's packages: its interface may change with any release.
#![warn(clippy::unwrap_used, clippy::expect_used)]
#![allow(
    clippy::large_enum_variant,
    reason = "a handful of values a struct: boxes would save nothing"
)]

pub mod catalog;
mod diagnostics;
pub mod model;
pub mod symbol;

pub use diagnostics::Diagnostics;
