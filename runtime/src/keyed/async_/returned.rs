//! Inserts whose rows MariaDB returns, and MySQL does not: what can be asked for, and what came of it.

use diesel::query_builder::QueryFragment;
use diesel::result::{Error as DieselError, UnexpectedEndOfRow};

use crate::dialect::Dialect;
use crate::keyed::columns::KeyValues;
use crate::keyed::given_key::sql_of;
use crate::keyed::outcome::WriteOutcome;
use crate::keyed::relation::Relation;
use crate::keyed::settle::{Ours, shown};

/// Returns whether the `RETURNING` of an insert fits in a comment: it must hold no binds, as MySQL
/// would miss them, and nothing that ends a comment.
pub(in crate::keyed) fn fits_in_comment<DB: Dialect>(insert: &impl QueryFragment<DB>) -> bool {
    let [begin, end] = DB::RETURNING;
    sql_of::<DB>(insert).is_some_and(|sql| {
        let returned = sql.rsplit_once(begin).map_or("", |(_, returned)| returned);
        let returned = returned.strip_suffix(end).unwrap_or(returned);
        !returned.contains('?') && !returned.contains("*/")
    })
}

/// A row with the key that it is stored with, as MariaDB returns it.
type MariaDbRow<T> = (Option<String>, T);

/// The identity of the row that is to be read, and the row, where the insert returned it.
type Unsettled<T> = (Ours, Option<T>);

/// Returns the outcome of an insert, where the row that it returned is sufficient: an integer key
/// is compared here. Every other key has to be compared by the server; then the error holds the
/// identity of the row.
pub(in crate::keyed) fn of_returned<R: Relation>(
    key: &R::Key,
    returned: Option<MariaDbRow<R::Row>>,
) -> Result<WriteOutcome<R::Row>, Unsettled<R::Row>> {
    let Some((stored, row)) = returned else {
        return Err((Ours::Unknown, None));
    };
    let stored = stored.unwrap_or_default();
    match key.integer() {
        // Parsed, as a column may be filled up with zeros.
        Some(integer) if shown(&stored).parse() == Ok(integer) => Ok(WriteOutcome::Row(row)),
        Some(_) => Ok(WriteOutcome::WrongRow(Some(shown(&stored)))),
        None => Err((Ours::Stored(stored), Some(row))),
    }
}

/// Returns whether a connection of diesel-async has executed an insert whose rows it could not return: MySQL takes
/// the clause for a comment, so that there is no result.
pub(in crate::keyed) fn was_executed(error: &DieselError) -> bool {
    matches!(error, DieselError::DeserializationError(error) if error.is::<UnexpectedEndOfRow>())
}

/// Returns whether Diesel's own connection, wrapped in one of diesel-async, has not executed it: it looks for the
/// columns of the result before that.
pub(in crate::keyed) fn was_not_executed(error: &DieselError) -> bool {
    matches!(
        error,
        DieselError::DeserializationError(error) if error.to_string() == "No metadata exists"
    )
}
