//! Everything an expansion names. Not part of the public interface.

pub use diesel::dsl::SqlTypeOf;
pub use diesel::{Column, Insertable, Table};

pub use crate::backfill::{Backfill, Missing};
pub use crate::catalog::{Backend, CompiledFacts, InCatalog, marker};
pub use crate::cause::DieselCause;
pub use crate::duplicates::{Duplicated, Duplicates, Of};
pub use crate::insert::{Append, Children, Each, Insertion, InsertsWithChildren, NewChild, Parent};
pub use crate::keyed::{Completeness, ExpressionKey, HasOne, HoldsOn, Keyed, KeyedBatch, Relation};
pub use crate::merge::SurvivorOf;
pub use crate::model::{ChildOf, Fault, fits, is_row_of};
pub use crate::proof::{
    ColumnNames, Declared, DeclaredType, NotText, Pending, Target, UniqueKey,
    columns_of_expression, completeness, count_columns_of_expression, prove_alias_is_no_column,
    prove_all_declared, prove_compared_as_declared, prove_creatable, prove_pending, prove_unique,
};
pub use crate::violation::{DeclaredKey, UniqueKeys, display};
