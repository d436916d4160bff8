//! Everything an expansion names. Not part of the public interface.

pub use diesel::dsl::SqlTypeOf;
pub use diesel::{Column, Insertable, Table};

pub use crate::__when_async as when_async;
pub use crate::backfill::{Backfill, Missing};
pub use crate::catalog::{Backend, CompiledFacts, InCatalog, marker};
pub use crate::cause::DieselCause;
#[cfg(feature = "async")]
pub use crate::duplicates::AsyncDuplicatesConnection;
pub use crate::duplicates::{Duplicated, Duplicates, DuplicatesConnection, Of};
pub use crate::insert::{Append, Children, Each, Insertion, InsertsWithChildren, NewChild, Parent};
#[cfg(feature = "async")]
pub use crate::keyed::{
    AsyncBatchConnection, AsyncCreatesMany, AsyncCreatesRows, AsyncKeyedConnection,
    AsyncUpdatesRows,
};
pub use crate::keyed::{
    BatchConnection, Completeness, CreatesMany, CreatesRows, ExpressionKey, HasOne, HoldsOn, Keyed,
    KeyedBatch, KeyedConnection, NoChanges, NoValues, Relation, UpdatesRows,
};
pub use crate::merge::SurvivorOf;
pub use crate::model::{ChildOf, Fault, fits, is_row_of};
pub use crate::proof::{
    ColumnNames, Declared, DeclaredType, NotText, Pending, Target, UniqueKey,
    columns_of_expression, completeness, count_columns_of_expression, prove_alias_is_no_column,
    prove_all_declared, prove_compared_as_declared, prove_creatable, prove_pending, prove_unique,
};
pub use crate::violation::{DeclaredKey, UniqueKeys, display};

/// Expands code for asynchronous connections only: an expansion does not know if this crate's
/// feature `async` is on.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "async")]
macro_rules! __when_async {
    ($($item:item)*) => { $($item)* };
}

/// Expands code for asynchronous connections only: an expansion does not know if this crate's
/// feature `async` is on.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "async"))]
macro_rules! __when_async {
    ($($item:item)*) => {};
}
