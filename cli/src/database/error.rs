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
        "the scheme of `{url}` is not known\n\
         help: `postgres://user@host/database`, `mysql://user@host/database` or the path of a SQLite file"
    )]
    UnknownScheme { url: String },
    #[cfg(feature = "mysql")]
    #[error("`{url}` names no database\nhelp: `mysql://user@host/database`")]
    NoDatabaseName { url: String },
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    #[error(
        "`{url}` has an `@` or `/` that is not encoded in its user or password\n\
         help: write `@` as %40 and `/` as %2F"
    )]
    NotEncoded { url: String },
    #[cfg_attr(
        all(feature = "postgres", feature = "mysql", feature = "sqlite"),
        expect(dead_code, reason = "this build has every backend")
    )]
    #[error(
        "this camshaft was built without {backend}\n\
         help: cargo install camshaft-cli --no-default-features --features {feature}"
    )]
    NotCompiledIn {
        backend: Backend,
        feature: &'static str,
    },
    #[cfg(feature = "sqlite")]
    #[error(
        "there is no SQLite database at `{0}`\n\
         help: create it with `diesel setup`; servers are `postgres://user@host/database` and `mysql://user@host/database`"
    )]
    NoSqliteFile(String),
    #[error("`{url}` is a database in memory, which only its own connection can see")]
    InMemory { url: String },
    #[error("cannot connect to `{url}`: {message}")]
    Connect { url: String, message: String },
    #[error("the catalog of `{url}` cannot be read: {error}")]
    Inspect {
        url: String,
        error: diesel::result::Error,
    },
    #[error("`{url}` has no tables\nhelp: run the migrations first")]
    Empty { url: String },
    #[error("the migrations in `{}` cannot be read: {message}", .folder.display())]
    Migrations { folder: PathBuf, message: String },
    #[error("the migration `{migration}` failed: {message}")]
    MigrationFailed { migration: String, message: String },
    #[error(
        "row level security limits what this user sees of `{0}`: connect as a role with BYPASSRLS"
    )]
    RowSecurity(String),
}

impl OwnError for DatabaseError {}
