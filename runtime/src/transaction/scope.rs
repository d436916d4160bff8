//! The scope of a call's work.

/// The transaction or savepoint that a call began, and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// A transaction, or a savepoint in one that Diesel knows of.
    Transaction,
    /// A savepoint in a transaction that Diesel did not begin: with `autocommit = 0` on MySQL and
    /// MariaDB one is open always, and Diesel's `BEGIN` would commit what was done in it.
    Savepoint,
}

/// Begins [`Scope::Savepoint`].
pub(super) const SET: &str = "SAVEPOINT camshaft_insert";
/// Ends it, and keeps what was done.
pub(super) const RELEASE: &str = "RELEASE SAVEPOINT camshaft_insert";
/// Ends it, and takes back what was done.
pub(super) const ROLL_BACK: &str =
    "ROLLBACK TO SAVEPOINT camshaft_insert; RELEASE SAVEPOINT camshaft_insert";
