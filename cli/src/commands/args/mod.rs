//! Arguments that several commands take.

mod catalog;
mod key;
mod source;

pub(crate) use catalog::{CatalogArgs, Format};
pub(crate) use key::KeyArgs;
pub(crate) use source::SourceArgs;
