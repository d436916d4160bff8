//! The errors of a database that cannot be reached or read.

use std::path::PathBuf;

use camshaft::catalog::Backend;

use crate::error::OwnError;

/// An error of a database that cannot be reached or read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DatabaseError {
    #[error(
        "no database is given\n\
         help: pass --database-url, or set DATABASE_URL in the environment or in `.env`"
    )]
    NoDatabaseUrl,
    #[error(
        "`{url}` has an unknown scheme\n\
         help: use `postgres://user@host/database`, `mysql://user@host/database` or the path of a SQLite file"
    )]
    UnknownScheme { url: String },
    #[cfg(feature = "mysql")]
    #[error("`{url}` has no database name\nhelp: use `mysql://user@host/database`")]
    NoDatabaseName { url: String },
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    #[error(
        "the user or password of `{url}` has an `@` or `/` that is not percent-encoded\n\
         help: write `@` as %40 and `/` as %2F"
    )]
    NotEncoded { url: String },
    #[cfg_attr(
        all(feature = "postgres", feature = "mysql", feature = "sqlite"),
        expect(dead_code, reason = "this build has every backend")
    )]
    #[error(
        "this camshaft was built without support for {backend}\n\
         help: cargo install camshaft-cli --no-default-features --features {feature}"
    )]
    NotCompiledIn {
        backend: Backend,
        feature: &'static str,
    },
    #[cfg(feature = "sqlite")]
    #[error(
        "the SQLite database `{0}` does not exist\n\
         help: create it with `diesel setup`; for a server, use `postgres://user@host/database` or `mysql://user@host/database`"
    )]
    NoSqliteFile(String),
    #[error(
        "`{url}` is an in-memory database, which no other connection can see\nhelp: use the path of a SQLite file"
    )]
    InMemory { url: String },
    #[error("cannot connect to `{url}`: {message}")]
    Connect { url: String, message: String },
    #[error("cannot read the catalog of `{url}`: {error}")]
    Inspect {
        url: String,
        error: diesel::result::Error,
    },
    #[error("`{url}` has no tables\nhelp: run the migrations first")]
    Empty { url: String },
    #[error("cannot read the migrations in `{}`: {message}", .folder.display())]
    Migrations { folder: PathBuf, message: String },
    #[error("the migration `{migration}` failed: {message}")]
    MigrationFailed { migration: String, message: String },
    #[error(
        "row level security hides rows of `{0}` from this user\nhelp: connect as a role with BYPASSRLS"
    )]
    RowSecurity(String),
}

impl OwnError for DatabaseError {}
