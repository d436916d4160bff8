//! Cases of what a write returns, of partial indexes, of indexes on expressions, and of triggers that discard a row.

mod alias;
mod expression;
mod hidden;
mod merge;
mod partial;
mod violation_narrowed;
