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
    /// A database with the tables of every backend.
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

    /// Where the database is.
    pub(crate) fn url(&self) -> String {
        let path = self.folder.path().join("test.sqlite");
        path.to_str().unwrap().to_owned()
    }
}

/// SQLite lets whoever asks first after a commit go on, however long others have waited: on a machine with more
/// to do than its cores can, five seconds are sometimes too few.
pub(crate) const PATIENT: &str = "PRAGMA busy_timeout = 60000";

/// SQLite's own default; the bundled library is built with another.
pub(crate) const UNPREPARED: &str = "PRAGMA foreign_keys = OFF";

/// An error after which the whole transaction must be run again.
pub(crate) fn restart_error() -> DieselError {
    let message = Box::new("database is locked".to_owned());
    DieselError::DatabaseError(DatabaseErrorKind::Unknown, message)
}

/// How many statements a batch of so many keys may take at most: three a piece that fits in one.
pub(crate) fn statements_of_a_batch(keys: i64) -> usize {
    3 * usize::try_from(keys).unwrap().div_ceil(32_766)
}

/// The attempt in which a lost race ends.
pub(crate) const ATTEMPTS_OF_A_LOST_RACE: u8 = 2;

/// The backend in facts.
pub(crate) const BACKEND: camshaft::catalog::Backend = camshaft::catalog::Backend::Sqlite;

/// How many statements it takes to verify a database.
pub(crate) const STATEMENTS_OF_A_VERIFICATION: usize = 6;

/// How many statements it takes to create a row.
pub(crate) const STATEMENTS_OF_A_CREATION: usize = 2;

/// How many statements it takes to update a row that is there.
pub(crate) const STATEMENTS_OF_AN_UPDATE: usize = 1;

/// How many statements it takes to create the rows of a batch of integers.
pub(crate) const STATEMENTS_OF_A_BATCH: usize = 2;

/// How many statements a batch of changes takes where none of the rows is there, some are, and all are.
pub(crate) const STATEMENTS_OF_A_BATCH_UPSERT: [usize; 3] = [2, 2, 1];

/// What a session is told before it makes many rows.
pub(crate) const MAKE_MANY_ROWS: &str = "SELECT 1";

/// Makes each insert of a detail store nothing.
pub(crate) const DISCARD_DETAILS: &str = "\
    CREATE TRIGGER discard BEFORE INSERT ON user_details BEGIN SELECT RAISE(IGNORE); END";

/// The query of one number.
pub(crate) fn number_query(
    query: &str,
) -> diesel::dsl::select<diesel::expression::SqlLiteral<BigInt>> {
    diesel::select(sql::<BigInt>(&format!("CAST(({query}) AS BIGINT)")))
}
