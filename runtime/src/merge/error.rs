//! Why nothing was merged.

use std::fmt;

use diesel::result::Error as DieselError;

/// An error of a merge as a whole. That one group could not be merged is told in the report.
#[derive(Debug)]
#[non_exhaustive]
pub enum MergeError {
    /// It cannot be done as it was asked for; nothing was changed.
    Refused(Refusal),
    /// The database did not answer as it should.
    Database(DieselError),
}

/// What speaks against a merge. It is found before anything is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// There is no such table.
    NoTable {
        /// Its name.
        table: String,
    },
    /// There are several, in different schemas.
    SeveralTables {
        /// Their name.
        table: String,
        /// Their schemas.
        schemas: Vec<String>,
    },
    /// The table has no such column.
    NoColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// Those it has.
        columns: Vec<String>,
    },
    /// It is a view.
    View {
        /// Its name.
        table: String,
    },
    /// It is partitioned.
    Partitioned {
        /// Its name.
        table: String,
    },
    /// Nothing tells the rows of the table apart.
    NoPrimaryKey {
        /// Its name.
        table: String,
    },
    /// The columns are the primary key, which has no duplicates.
    PrimaryKeySought {
        /// The table.
        table: String,
    },
    /// A foreign key to the table is checked at `COMMIT` only, so that a row that refers to a
    /// duplicate can appear unseen.
    Deferrable {
        /// The table that refers.
        table: String,
        /// Its columns.
        columns: Vec<String>,
    },
    /// A foreign key to the table was never validated: rows may refer to none.
    NotValidated {
        /// The table that refers.
        table: String,
        /// Its columns.
        columns: Vec<String>,
    },
    /// A table of the name of one of ours is there, and is another's.
    AnotherShape {
        /// Its name.
        table: String,
    },
    /// One column cannot hold a primary key of several.
    CompositeLoose {
        /// The table that refers.
        table: String,
        /// Its column.
        column: String,
    },
    /// The user of the connection may not do what has to be done.
    Privileges {
        /// The table.
        table: String,
        /// What is missing.
        missing: Vec<String>,
    },
    /// The user of the connection may not create a table of ours.
    NotCreated {
        /// Its name.
        table: String,
    },
    /// A transaction is open on the connection: on MySQL and MariaDB it always is with `autocommit = 0`.
    InTransaction,
    /// No transaction is open on the connection, where one is asked for.
    NoTransaction,
    /// There is no run of this name in the archive, or it was undone already.
    NoRun {
        /// Its name.
        run: String,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTable { table } => write!(f, "there is no table `{table}`"),
            Self::SeveralTables { table, schemas } => write!(
                f,
                "there are several tables `{table}`, in the schemas {}: name one as `schema.{table}`",
                schemas.join(", ")
            ),
            Self::NoColumn {
                table,
                column,
                columns,
            } => write!(
                f,
                "`{table}` has no column `{column}`: it has {}",
                columns.join(", ")
            ),
            Self::View { table } => write!(f, "`{table}` is a view: name the table that it reads"),
            Self::Partitioned { table } => write!(
                f,
                "`{table}` is partitioned: a unique key of its own would have to contain the partition key"
            ),
            Self::NoPrimaryKey { table } => write!(
                f,
                "`{table}` has no primary key: nothing tells its rows apart"
            ),
            Self::PrimaryKeySought { table } => {
                write!(
                    f,
                    "these columns are the primary key of `{table}`: it has no duplicates"
                )
            }
            Self::Deferrable { table, columns } => write!(
                f,
                "the foreign key `{table}` ({}) is deferrable: rows that refer to a duplicate could \
                 appear unseen; make it NOT DEFERRABLE first",
                columns.join(", ")
            ),
            Self::NotValidated { table, columns } => write!(
                f,
                "the foreign key `{table}` ({}) is NOT VALID: run ALTER TABLE .. VALIDATE CONSTRAINT first",
                columns.join(", ")
            ),
            Self::AnotherShape { table } => write!(
                f,
                "a table `{table}` is there already, and its columns are not those of a merge: name another"
            ),
            Self::CompositeLoose { table, column } => write!(
                f,
                "`{table}.{column}` cannot refer to a primary key of several columns"
            ),
            Self::Privileges { table, missing } => write!(
                f,
                "the user of this connection lacks {} on `{table}`",
                missing.join(", ")
            ),
            Self::NotCreated { table } => write!(
                f,
                "the user of this connection lacks CREATE, and there is no table `{table}`"
            ),
            Self::InTransaction => f.write_str(
                "a transaction is open on the connection (with `autocommit = 0` one is open always): \
                 each group is merged in one of its own",
            ),
            Self::NoTransaction => f.write_str("no transaction is open on the connection"),
            Self::NoRun { run } => write!(
                f,
                "there is no run `{run}` in the archive, or it was undone already"
            ),
        }
    }
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Database(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for MergeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Refused(_) => None,
            Self::Database(error) => Some(error),
        }
    }
}

impl From<Refusal> for MergeError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<DieselError> for MergeError {
    fn from(error: DieselError) -> Self {
        match crate::Error::in_diesel(&error) {
            Some(crate::Error::AlreadyInTransaction) => Self::Refused(Refusal::InTransaction),
            _ => Self::Database(error),
        }
    }
}
