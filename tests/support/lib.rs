//! Schemas and their catalogs, for models in other crates.

pub mod catalog;
pub mod schema;
