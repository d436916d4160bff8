//! Schemas and their catalogs, for models in other crates.

pub mod catalog;
pub mod models;
pub mod schema;
