//! The begin of a transaction that a call owns.

use diesel::result::QueryResult;

use crate::dialect::{Class, Dialect};

/// The transaction or savepoint that a call began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begun {
    /// The outermost transaction.
    Outermost,
    /// A savepoint in a test transaction.
    Savepoint,
}

/// Returns whether a transaction is open that Diesel did not begin, by what the probe before `BEGIN` brought.
///
/// # Errors
///
/// Each other error of the probe.
pub(super) fn tells_of_open<DB: Dialect>(probed: QueryResult<()>) -> QueryResult<bool> {
    match probed {
        Ok(()) => Ok(false),
        Err(error) if DB::classify(&error) == Class::Open => Ok(true),
        Err(error) => Err(error),
    }
}

/// Returns the statements to send after Diesel's own `BEGIN`, or after its savepoint in a test transaction.
///
/// Diesel begins transactions of other kinds on its own connections only, not on pooled ones: so
/// the empty one is ended, and one of the right kind is begun instead.
pub(super) fn after_begin<DB: Dialect>(in_test: bool) -> impl Iterator<Item = String> {
    let begin_write = DB::BEGIN_WRITE.filter(|_| !in_test);
    let again = begin_write.map(|begin_write| format!("COMMIT; {begin_write}"));
    again.into_iter().chain(DB::MARK_BEGIN.map(str::to_owned))
}
