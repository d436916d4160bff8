//! The user's project: its configuration, its schema and catalog files, its source.

pub(crate) mod catalog;
pub(crate) mod config;
pub(crate) mod dotenv;
mod error;
pub(crate) mod filter;
pub(crate) mod manifest;
pub(crate) mod schema_file;
pub(crate) mod select;
pub(crate) mod source;
pub(crate) mod target;

pub(crate) use error::ProjectError;
