//! The statements of the engine as Diesel query nodes.
//!
//! A node has a static query id only if its SQL depends on its types alone.

mod back;
mod read;
mod sql;
mod write;

pub use back::{ReadBack, StoredElsewhere};
pub use read::{ParentExists, Select};
pub(crate) use sql::{FromClause, push_conflict_target, push_equals, push_names, push_predicate};
pub(super) use sql::{Selection, push_condition};
pub(crate) use write::DynFragment;
pub(super) use write::Insert;
#[cfg(feature = "async")]
pub(crate) use write::SharedFragment;
pub use write::{Change, Counted, Delete, KeyAlone, PlainInsert, PushWrite, Returned, WriteId};

use std::marker::PhantomData;

/// The type of a statement's query id: which statement, of which relation, on which backend.
type StaticId<S, R, DB> = PhantomData<fn() -> (S, R, DB)>;

/// Implements `Debug` for a node: its relation is all that is worth printing.
macro_rules! debug_by_name {
    ($($name:ident <$($lifetime:lifetime,)? $($parameter:ident),+ $(; ?Sized $unsized:ident)?> { $($bounds:tt)+ })+) => {$(
        impl<$($lifetime,)? $($parameter),+ $(, $unsized: ?Sized)?> std::fmt::Debug
            for $name<$($lifetime,)? $($parameter),+ $(, $unsized)?>
        where
            $($bounds)+
        {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).field("relation", &R::NAME).finish_non_exhaustive()
            }
        }
    )+};
}
pub(super) use debug_by_name;
