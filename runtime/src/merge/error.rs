//! Why nothing was merged.

use std::fmt;

use diesel::result::Error as DieselError;

/// An error of a merge as a whole. A group that could not be merged is in the report.
#[derive(Debug)]
#[non_exhaustive]
pub enum MergeError {
    /// The merge cannot be done as it was asked for; nothing was changed.
    Refused(Refusal),
    /// A merge that cannot be done with the rows there are; nothing was changed.
    Impossible(String),
    /// The database did not answer as it should.
    Database(DieselError),
}

/// The reason why a merge is refused. It is found before anything is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// There is no such table.
    NoTable {
        /// The name of the table.
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
        /// The columns that it has.
        columns: Vec<String>,
    },
    /// The table is a view.
    View {
        /// The name of the view.
        table: String,
    },
    /// The table is partitioned.
    Partitioned {
        /// The name of the table.
        table: String,
    },
    /// No columns identify the rows of the table.
    NoPrimaryKey {
        /// The name of the table.
        table: String,
    },
    /// The columns are the primary key, which has no duplicates.
    KeyIsPrimaryKey {
        /// The table.
        table: String,
    },
    /// A foreign key to the table is checked at `COMMIT` only, so that a row that refers to a
    /// duplicate can appear unseen.
    Deferrable {
        /// The table that refers.
        table: String,
        /// The columns that refer.
        columns: Vec<String>,
    },
    /// A foreign key to the table was never validated: rows may refer to none.
    NotValidated {
        /// The table that refers.
        table: String,
        /// The columns that refer.
        columns: Vec<String>,
    },
    /// A table of the name of one of ours is there, and is another's.
    AnotherShape {
        /// The name of the table.
        table: String,
    },
    /// One column that refers cannot hold a primary key of several columns.
    CompositeLoose {
        /// The table that refers.
        table: String,
        /// The column that refers.
        column: String,
    },
    /// A foreign key does not say which column each of its own refers to.
    BrokenForeignKey {
        /// The table that refers.
        table: String,
        /// The columns that refer.
        columns: Vec<String>,
        /// The table referred to.
        referred: String,
    },
    /// SQLite: rows of a table have NULL in their primary key, which the server allows and which identifies no row.
    NullKey {
        /// The table.
        table: String,
        /// The columns of its primary key.
        columns: Vec<String>,
    },
    /// A column that refers holds several keys.
    SeveralKeys {
        /// The table that refers.
        table: String,
        /// The column that refers.
        column: String,
    },
    /// The server has no equality of a column and the key it refers to.
    Incomparable {
        /// The table that refers.
        table: String,
        /// The column that refers.
        column: String,
        /// The column's type.
        sql_type: String,
        /// The key's type.
        key: String,
    },
    /// The engine of the table has no transactions, so that nothing could be rolled back.
    NoTransactions {
        /// The table.
        table: String,
        /// The engine of the table.
        engine: String,
    },
    /// A table inherits, or is inherited from: no key reaches over both.
    Inherited {
        /// The table.
        table: String,
        /// The table that inherits.
        child: String,
    },
    /// A single partition refers to the table, and not the table it is a part of.
    OfPartition {
        /// The partition.
        table: String,
    },
    /// Policies hide rows of the table from this user, which a deletion takes along all the same.
    RowSecurity {
        /// The table.
        table: String,
    },
    /// A key may mean "no value", so that the rows which have it are not duplicates.
    Doubtful {
        /// The table.
        table: String,
        /// The key.
        key: String,
        /// The number of rows that have it.
        rows: u64,
    },
    /// The server logs statements, which it refuses of a transaction at READ COMMITTED, and this user may not set
    /// `binlog_format` for the session.
    BinlogFormat,
    /// This user may not see each table that could refer.
    HiddenTables {
        /// The connected database.
        database: String,
        /// True if each table of this one is seen.
        sees_database: bool,
    },
    /// The user of the connection may not do what has to be done.
    Privileges {
        /// The table.
        table: String,
        /// The privileges that are missing.
        missing: Vec<String>,
    },
    /// The user of the connection may not create a table of ours.
    NotCreated {
        /// The name of the table.
        table: String,
    },
    /// A transaction is open on the connection: on MySQL and MariaDB it always is with `autocommit = 0`.
    InTransaction,
    /// No transaction is open on the connection, where one is asked for.
    NoTransaction,
    /// There is no run of this name in the archive, or it was undone already.
    NoRun {
        /// The name of the run.
        run: String,
    },
}

impl fmt::Display for Refusal {
    #[expect(
        clippy::too_many_lines,
        reason = "one arm for each refusal, so that all its words are in one place"
    )]
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
                "`{table}` has no primary key: no columns identify its rows"
            ),
            Self::KeyIsPrimaryKey { table } => {
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
            Self::BrokenForeignKey {
                table,
                columns,
                referred,
            } => write!(
                f,
                "the foreign key `{table}` ({}) names columns that `{referred}` does not have: mend or drop it first",
                columns.join(", ")
            ),
            Self::NullKey { table, columns } => write!(
                f,
                "rows of `{table}` have NULL in their primary key ({}), which identifies no row: give them a value first",
                columns.join(", ")
            ),
            Self::SeveralKeys { table, column } => write!(
                f,
                "`{table}.{column}` holds several keys: rows that refer by it cannot be moved"
            ),
            Self::Incomparable {
                table,
                column,
                sql_type,
                key,
            } => write!(
                f,
                "`{table}.{column}` is {sql_type}, and the key it refers to is {key}: the server cannot compare them"
            ),
            Self::NoTransactions { table, engine } => write!(
                f,
                "`{table}` is stored by {engine}, which has no transactions: nothing could be rolled back; \
                 ALTER TABLE .. ENGINE = InnoDB first"
            ),
            Self::Inherited { table, child } => write!(
                f,
                "`{table}` is part of an inheritance (`{child}` inherits): no key reaches over both tables, \
                 and a query of one returns rows of the other"
            ),
            Self::OfPartition { table } => write!(
                f,
                "the partition `{table}` has a foreign key of its own: declare it on the partitioned table first"
            ),
            Self::RowSecurity { table } => write!(
                f,
                "row level security limits what this user sees of `{table}`, and a deletion takes along what \
                 it does not: connect as a role with BYPASSRLS"
            ),
            Self::Doubtful { table, key, rows } => write!(
                f,
                "{rows} rows of `{table}` have the key {key}, which may mean \"no value\": leave them out with \
                 a condition (`--where`), make the value NULL, or merge them all the same \
                 (`doubtful(Doubtful::Merge)`, `--all-groups`)"
            ),
            Self::BinlogFormat => f.write_str(
                "`binlog_format` is STATEMENT, and this user may not set it for the session: set it to ROW or MIXED, \
                 or grant BINLOG ADMIN",
            ),
            Self::HiddenTables {
                database,
                sees_database: false,
            } => write!(
                f,
                "this user does not see all tables of `{database}`, and one of them may refer to these rows: \
                 grant SELECT on the whole database and PROCESS, or connect as a user who has them"
            ),
            Self::HiddenTables { .. } => f.write_str(
                "this user does not see all databases of the server, and a table of another one may refer to \
                 these rows: grant PROCESS, or say that there is none (`databases(Databases::This)`, \
                 `--this-database-only`)",
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
            Self::Impossible(reason) => f.write_str(reason),
            Self::Database(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for MergeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Refused(_) | Self::Impossible(_) => None,
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
