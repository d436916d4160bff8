//! SQLite: each test has a file of its own.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sql_types::BigInt;
use tempfile::TempDir;

/// The backend of a session.
pub(crate) type Backend = diesel::sqlite::Sqlite;

/// A database that is removed with this.
#[derive(Debug)]
pub(crate) struct File {
    folder: TempDir,
}

impl File {
    /// Creates a database with the tables of every backend.
    pub(crate) fn create() -> Self {
        let file = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let mut session = SqliteConnection::establish(&file.url()).unwrap();
        session
            .batch_execute("PRAGMA journal_mode = wal; PRAGMA busy_timeout = 5000")
            .unwrap();
        session
            .batch_execute(include_str!("../fixtures/sqlite.sql"))
            .unwrap();
        file
    }

    /// Returns the URL of the database.
    pub(crate) fn url(&self) -> String {
        let path = self.folder.path().join("test.sqlite");
        path.to_str().unwrap().to_owned()
    }
}

/// A longer timeout: after a commit SQLite serves whoever asks first, however long others have waited,
/// and on a busy machine five seconds are sometimes too few.
pub(crate) const PATIENT: &str = "PRAGMA busy_timeout = 60000";

/// The default of SQLite itself; the bundled library is built with another.
pub(crate) const UNPREPARED: &str = "PRAGMA foreign_keys = OFF";

/// Returns an error after which the whole transaction must be run again.
pub(crate) fn restart_error() -> DieselError {
    let message = Box::new("database is locked".to_owned());
    DieselError::DatabaseError(DatabaseErrorKind::Unknown, message)
}

/// Returns the most statements that a batch of so many keys may take: three for each chunk of bind
/// parameters.
pub(crate) fn statements_of_a_batch(keys: i64) -> usize {
    3 * usize::try_from(keys).unwrap().div_ceil(32_766)
}

/// The number of attempts that a lost race takes.
pub(crate) const ATTEMPTS_OF_A_LOST_RACE: u8 = 2;

/// The backend in facts.
pub(crate) const BACKEND: camshaft::catalog::Backend = camshaft::catalog::Backend::Sqlite;

/// The statements that it takes to verify a database.
pub(crate) const STATEMENTS_OF_A_VERIFICATION: usize = 6;

/// The statements that it takes to create a row.
pub(crate) const STATEMENTS_OF_A_CREATION: usize = 2;

/// The statements that it takes to update a row that exists.
pub(crate) const STATEMENTS_OF_AN_UPDATE: usize = 1;

/// The statements that it takes to create the rows of a batch of integers.
pub(crate) const STATEMENTS_OF_A_BATCH: usize = 2;

/// The statements of a batch upsert where none of the rows exists, some do, and all do.
pub(crate) const STATEMENTS_OF_A_BATCH_UPSERT: [usize; 3] = [2, 2, 1];

/// The setting that a session needs before it generates many rows: none.
pub(crate) const MAKE_MANY_ROWS: &str = "SELECT 1";

/// Makes each insert of a detail store nothing.
pub(crate) const DISCARD_DETAILS: &str = "\
    CREATE TRIGGER discard BEFORE INSERT ON user_details BEGIN SELECT RAISE(IGNORE); END";

/// Returns the query of one number.
pub(crate) fn number_query(
    query: &str,
) -> diesel::dsl::select<diesel::expression::SqlLiteral<BigInt>> {
    diesel::select(sql::<BigInt>(&format!("CAST(({query}) AS BIGINT)")))
}
