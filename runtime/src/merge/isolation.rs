//! The isolation level of a merge.

use crate::catalog::Backend;
use crate::transaction::Begun;

/// Makes the transaction that was begun one at READ COMMITTED. On MySQL that has to be said
/// before: the empty one is ended, and another begun.
pub(crate) fn read_committed(backend: Backend, begun: Begun) -> Option<&'static str> {
    match (begun, backend) {
        (Begun::Savepoint, _) | (_, Backend::Sqlite) => None,
        (_, Backend::Postgres) => Some("SET TRANSACTION ISOLATION LEVEL READ COMMITTED"),
        (_, Backend::Mysql) => {
            Some("COMMIT; SET TRANSACTION ISOLATION LEVEL READ COMMITTED; START TRANSACTION")
        }
    }
}
