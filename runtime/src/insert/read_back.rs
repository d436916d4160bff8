//! The read of the row of a new parent, where the server does not return it.

use diesel::Table;
use diesel::associations::HasTable;
use diesel::query_builder::QueryFragment;
use diesel::result::{Error as DieselError, QueryResult};

use crate::catalog::CompiledFacts;
use crate::dialect::Dialect;
use crate::error::Error;
use crate::keyed::{Assignments, of_failure, sql_of};

/// A model whose rows are inserted together with those that belong to them.
pub trait Parent: 'static {
    /// The table of the parent.
    type Table: Table + HasTable<Table = Self::Table> + 'static;
    /// The row of the parent.
    type Row: 'static;
    /// The facts of the table.
    const FACTS: &'static [CompiledFacts];
}

/// The statement before an insert that resets the last id, so that the session reports no other one
/// afterwards.
pub(super) const FORGET_LAST_ID: &str = "DO LAST_INSERT_ID(0)";

/// Returns the row read back; that there is none means that the server numbered none.
pub(super) fn of_read_back<P: Parent, DB: Dialect>(
    row: QueryResult<P::Row>,
) -> Result<P::Row, Error> {
    match row {
        Err(DieselError::NotFound) => Err(unreadable::<P>()),
        other => other.map_err(of_failure::<DB>),
    }
}

fn unreadable<P: Parent>() -> Error {
    Error::UnreadableKey {
        table: P::FACTS.first().map_or("", |compiled| compiled.table.name),
    }
}

/// Returns the primary key's column whose number `LAST_INSERT_ID()` may return after this insert.
///
/// # Errors
///
/// [`Error::UnreadableKey`] when the primary key is not a single column that the server numbers, or
/// when the values give it.
pub(super) fn numbered_column<P, DB>(insert: &impl QueryFragment<DB>) -> Result<&'static str, Error>
where
    P: Parent,
    DB: Dialect,
{
    let unreadable = unreadable::<P>;
    let compiled = P::FACTS
        .iter()
        .find(|compiled| compiled.backend == DB::BACKEND);
    let facts = compiled.ok_or_else(unreadable)?.table;
    let column = facts.numbered_column().ok_or_else(unreadable)?;
    let rendered = sql_of::<DB>(insert).ok_or_else(unreadable)?;
    if Assignments::of_insert(DB::BACKEND, &rendered).assigns(column) {
        Err(unreadable())
    } else {
        Ok(column)
    }
}
