//! The statements of a batch as Diesel query nodes.

mod identity;
mod read;
mod row_ids;
mod write;

pub use identity::{Identified, RowIdentity, WithRowId};
pub use read::{ReadMode, SelectIntegers, SelectIntegersWithRowIds, SelectMany};
pub(super) use row_ids::FORGET_ROW_IDS;
pub use row_ids::SelectRowIds;
pub use write::{CountedMany, ReturnedMany};

use std::collections::HashSet;

use diesel::query_builder::AstPass;
use diesel::result::QueryResult;

use super::keys::{BatchDialect, KeyKind};
use crate::dialect::Dialect;
use crate::keyed::columns::{KeyColumns, KeyValues};
use crate::keyed::relation::{Relation, numbered_column};

/// The identity of the rows of a relation on a backend.
pub(in crate::keyed::batch) type Identity<R, DB> =
    <DB as BatchDialect<<R as Relation>::Columns, <R as Relation>::Key>>::Identity;

pub(in crate::keyed::batch) type Keys<R, DB> =
    <DB as BatchDialect<<R as Relation>::Columns, <R as Relation>::Key>>::Keys;

/// Returns whether the keys are integers, here and on the server.
pub(super) fn are_integers<R: Relation>(keys: &[R::Key]) -> bool {
    keys.first().and_then(KeyValues::integer).is_some()
}

/// Returns the number of rows or ordinals that a read of these keys returns where each has its row.
pub(super) fn count_distinct<R: Relation>(keys: &[R::Key]) -> usize {
    if !are_integers::<R>(keys) {
        return keys.len();
    }
    let integers: HashSet<_> = keys.iter().map(KeyValues::integer).collect();
    integers.len()
}

/// Returns the kind of the keys.
pub(super) fn kind_of<R: Relation>(keys: &[R::Key]) -> KeyKind {
    if are_integers::<R>(keys) {
        KeyKind::Integers
    } else {
        KeyKind::Others
    }
}

/// Returns the column that distinguishes a row from one that another session replaced it by, if the
/// server numbers the rows and the number is not part of the key.
pub(super) fn number_of<R: Relation, DB: Dialect>() -> Option<&'static str> {
    numbered_column::<R>(DB::BACKEND).filter(|column| !R::Columns::NAMES.contains(column))
}

/// Makes what locks use the index of the key: without it, MySQL may lock the whole table.
pub(super) fn push_index<R: Relation, DB: Dialect>(
    out: &mut AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    let index = R::UNIQUE.index(DB::BACKEND).and_then(|index| index.name);
    match index {
        // Only MySQL and MariaDB have this hint.
        Some(name) if !DB::CURRENT_READ.is_empty() => {
            out.push_sql(" FORCE INDEX (");
            out.push_identifier(name)?;
            out.push_sql(")");
            Ok(())
        }
        _ => Ok(()),
    }
}

/// The SQL may depend on the number of keys, so ids are never static; Diesel caches by the SQL.
macro_rules! nodes {
    ($($name:ident $(<$more:ident>)? { $($bounds:tt)* })+) => {$(
        impl<R, DB $(, $more)?> diesel::query_builder::QueryId for $name<R, DB $(, $more)?>
        where
            R: Relation,
            DB: BatchDialect<R::Columns, R::Key>,
            $($bounds)*
        {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }

        impl<R, DB $(, $more)?, C> diesel::RunQueryDsl<C> for $name<R, DB $(, $more)?>
        where
            R: Relation,
            DB: BatchDialect<R::Columns, R::Key>,
            $($bounds)*
        {
        }

        impl<R, DB $(, $more)?> std::fmt::Debug for $name<R, DB $(, $more)?>
        where
            R: Relation,
            DB: BatchDialect<R::Columns, R::Key>,
            $($bounds)*
        {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).field("relation", &R::NAME).finish_non_exhaustive()
            }
        }
    )+};
}

use nodes;
