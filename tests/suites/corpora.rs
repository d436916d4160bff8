//! The catalogs of real projects.

#[path = "../corpora/mod.rs"]
mod corpora;
#[path = "../support/mod.rs"]
mod support;
