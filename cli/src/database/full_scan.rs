//! Rows that PostgreSQL leaves out of a result: those that an index lacks, and those that a policy
//! hides.

use camshaft::catalog::Backend;
use camshaft::duplicates::KeySpec;

use crate::database::Database;
use crate::database::DatabaseError;
use crate::error::Error;

/// The settings for the ways in which PostgreSQL reads an index.
pub(crate) const SCANS: [&str; 3] = [
    "enable_indexscan",
    "enable_bitmapscan",
    "enable_indexonlyscan",
];

/// Makes this connection read tables instead of indexes, where the server can.
pub(crate) fn disable_index_scans(database: &mut dyn Database) -> Result<(), Error> {
    for scan in SCANS {
        let off = database.execute(&format!("SET {scan} = off"));
        off.map_err(|it| Error::database(&it))?;
    }
    Ok(())
}

/// Refuses a table of which row level security hides rows from this user.
pub(crate) fn check_row_security(database: &mut dyn Database, spec: &KeySpec) -> Result<(), Error> {
    let table = spec.table(Backend::Postgres).replace('\'', "''");
    let query = format!("SELECT row_security_active('{table}'::regclass)::text AS value");
    let active = database.texts(&query).map_err(|it| Error::database(&it))?;
    match active.concat().as_str() {
        "true" => Err(DatabaseError::RowSecurity(spec.table.clone()).into()),
        _ => Ok(()),
    }
}
