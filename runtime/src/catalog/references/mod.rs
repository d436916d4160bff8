//! The references to a table of the live database: foreign keys wherever they are, and the comparison of each.
//!
//! The facts are owned, unlike those of a catalog, so that futures may hold them.

mod compare;
mod load;
mod schema;
mod session;

pub(crate) use compare::{Incomparable, Pair};
pub(crate) use load::load;
pub(crate) use schema::{ColumnFacts, Reference, Schema, TableFacts, TableId, Unique};
pub use session::TextRow;
pub(crate) use session::{Session, count, counts, texts};
