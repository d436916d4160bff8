//! The engine: at most one row for a key, read, created and deleted without a race.
//!
//! Applications use the accessors that [`Model`](crate::Model) generates, and the methods that the
//! [`prelude`](crate::prelude) brings: [`KeyedDsl`] for one row, [`BatchDsl`] for many. Code that
//! is generic over its connection asks for a [`RelationConnection`], which is all of
//! [`KeyedConnection`], [`CreatesRows`], [`UpdatesRows`], [`BatchConnection`] and [`CreatesMany`].

mod approach;
#[cfg(feature = "async")]
mod async_;
mod batch;
mod blocking;
mod bounds;
mod builder;
mod changes;
mod checked;
mod columns;
mod creatable;
mod decide;
mod entry;
mod given_key;
mod kept;
mod key_table;
mod machine;
mod nodes;
mod not_query;
mod outcome;
#[cfg(feature = "postgres")]
mod parent_key;
mod relation;
mod settle;
mod takes;
mod values;

#[cfg(feature = "async")]
pub use async_::{
    AsyncCreatesRows, AsyncKeyedConnection, AsyncKeyedDsl, AsyncUpdatesRows, AsyncUpsertDsl,
};
#[cfg(feature = "async")]
pub use batch::{
    AsyncBatchConnection, AsyncBatchDsl, AsyncCreatesMany, AsyncUpdatesMany, AsyncUpsertBatchDsl,
};
pub use batch::{
    Batch, BatchConnection, BatchDsl, CreatesMany, Iter, KeyedBatch, Position, UpdatesMany,
    UpsertBatch, UpsertBatchDsl,
};
pub use blocking::{CreatesRows, KeyedConnection, KeyedDsl, UpdatesRows, UpsertDsl};
#[cfg(feature = "async")]
pub use bounds::AsyncRelationConnection;
pub use bounds::RelationConnection;
pub use builder::{Keyed, Upsert};
pub use changes::{Changes, NoChanges};
pub(crate) use decide::MAX_ATTEMPTS;
pub use entry::Entry;
#[cfg(feature = "postgres")]
pub(crate) use given_key::gives_key;
pub(crate) use given_key::{Assignments, sql_of};
pub(crate) use key_table::push_column;
#[cfg(feature = "async")]
pub(crate) use nodes::SharedFragment;
pub(crate) use nodes::{DynFragment, FromClause, push_equals, push_predicate};
pub(crate) use outcome::{
    Conflict, is_conflict_of_key, not_visible, of_failed_insert_of_many, of_failure,
    of_failure_after_conflict,
};
#[cfg(feature = "postgres")]
pub(crate) use parent_key::{ParentKeys, Place, push_parents};
pub use relation::{HasOne, Relation};
pub use values::{NoValues, Values};

// What only bounds and signatures name.
#[doc(hidden)]
pub use crate::dialect::{Counting, Returning};
#[doc(hidden)]
#[cfg(feature = "async")]
pub use async_::{AsyncLoadsFrom, AsyncWrites};
#[doc(hidden)]
pub use batch::{
    AffectedRow, AffectedRows, BatchDialect, CountedMany, Found, Identified, InsertsMany, KeyKind,
    Limits, LoadsMany, ManyChange, OnConflict, PushKeys, ReadMode, ReturnedMany, RowIdentity,
    RowStatus, SelectIntegers, SelectIntegersWithRowIds, SelectMany, SelectRowIds, Tracking,
    WithRowId, WriteKind, WritesMany,
};
#[doc(hidden)]
#[cfg(feature = "async")]
pub use batch::{AsyncLoadsMany, AsyncWritesMany};
#[doc(hidden)]
pub use blocking::{LoadsFrom, Writes};
#[doc(hidden)]
pub use changes::{Assigns, Changeset, Set};
#[doc(hidden)]
pub use checked::ChecksKeys;
#[doc(hidden)]
#[cfg(feature = "postgres")]
pub use columns::BindArrays;
#[doc(hidden)]
pub use columns::{
    AssignKey, BindKey, ColumnSet, ExpressionKey, KeyColumns, KeyTerm, KeyValues, TransposeKeys,
};
#[doc(hidden)]
pub use creatable::{Creatable, CreatableMany};
#[doc(hidden)]
pub use given_key::GivesKey;
#[doc(hidden)]
pub use nodes::{
    Change, Counted, Delete, KeyAlone, ParentExists, PlainInsert, PushWrite, ReadBack, Returned,
    Select, StoredElsewhere, WriteId,
};
#[doc(hidden)]
pub use not_query::{NoConnection, NoOtherConnection, QueryOfDiesel};
#[doc(hidden)]
pub use outcome::WriteOutcome;
#[doc(hidden)]
pub use relation::{
    Completeness, CreatesFromKey, CreatesWithValues, HoldsOn, IMPOSSIBLE, KEY_ALONE, NEEDS_VALUES,
};
#[doc(hidden)]
pub use settle::Ours;
#[doc(hidden)]
#[cfg(feature = "async")]
pub use takes::{AsyncConn, TakesAsync};
#[doc(hidden)]
pub use takes::{BlockingConn, Leads, Speaks, TakesBlocking};
#[doc(hidden)]
pub use values::{Creates, Given, InsertableInto, Repeats, SufficientFor};
