//! Everything an expansion names. Not part of the public interface.

pub use diesel::{Column, Table};

pub use crate::catalog::{Backend, Described, InCatalog, marker};
pub use crate::keyed::{
    BatchConnection, Completeness, CreatesRows, ExpressionKey, HoldsOn, Keyed, KeyedBatch,
    KeyedConnection, NoValues, Relation,
};
pub use crate::model::{ChildOf, Fault, fits, is_row_of};
pub use crate::proof::{
    ColumnNames, Declared, DeclaredType, NotText, Target, UniqueKey, completeness,
    prove_all_declared, prove_compared_as_declared, prove_creatable, prove_unique,
};
