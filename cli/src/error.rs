//! Everything that can go wrong, with its remedy.

use std::path::PathBuf;

use camshaft::catalog::Backend;

/// An error of the command.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("`.env` cannot be read: {0}")]
    Dotenv(dotenvy::Error),
    // The line itself may hold a password.
    #[error("`.env` has a line that does not parse\nhelp: a line is NAME=value, or NAME=\"value\"")]
    DotenvLine,
    #[error(
        "no database is given\n\
         help: pass --database-url, or set DATABASE_URL in the environment or in `.env`"
    )]
    NoDatabaseUrl,
    #[error(
        "the scheme of `{url}` is not known\n\
         help: `postgres://user@host/database` or the path of a SQLite file"
    )]
    UnknownScheme { url: String },
    #[error("MySQL and MariaDB are not supported by this version (`{url}`)")]
    Mysql { url: String },
    #[cfg(feature = "postgres")]
    #[error(
        "`{url}` has an `@` or `/` that is not encoded in its user or password\n\
         help: write `@` as %40 and `/` as %2F"
    )]
    NotEncoded { url: String },
    #[cfg_attr(
        all(feature = "postgres", feature = "sqlite"),
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
         help: create it with `diesel setup`; PostgreSQL is `postgres://user@host/database`"
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
    #[error(
        "no table of `{url}` is left to print for {schema}\nhelp: look at its filter and its schema file"
    )]
    NothingLeft { url: String, schema: String },
    #[error("`{pattern}` is not a regular expression: {error}")]
    Pattern {
        pattern: String,
        error: regex::Error,
    },
    #[error("the table filter `{0}` matches no table")]
    Unmatched(String),
    #[error(
        "there is no table `{0}` in the catalog\nhelp: `camshaft print-catalog` lists the tables"
    )]
    NoTable(String),
    #[error("`{}` cannot be read: {error}", path.display())]
    Read {
        path: PathBuf,
        error: std::io::Error,
    },
    #[error("`{}` cannot be written: {error}", path.display())]
    Write {
        path: PathBuf,
        error: std::io::Error,
    },
    #[error("the standard output cannot be written: {0}")]
    Stdout(std::io::Error),
    #[error("`{}` is not a diesel.toml: {message}", path.display())]
    Config { path: PathBuf, message: String },
    #[error("`{}` does not parse: {error}", path.display())]
    Schema { path: PathBuf, error: syn::Error },
    #[error(
        "`{}` is not under `src`, so its module is not known\n\
         help: pass --schema-module, as in --schema-module crate::schema", .0.display()
    )]
    NoModule(PathBuf),
    #[error("`{0}` is not a path of modules, as crate::schema is")]
    BadModule(String),
    #[error(
        "{option} is for one schema file, but diesel.toml has {count}\n\
         help: pass --config-file with a diesel.toml that has one"
    )]
    SeveralSchemas { option: &'static str, count: usize },
    #[error("two entries of [print_schema] have the file `{}`", .0.display())]
    SameFile(PathBuf),
    #[error("`{}` is not a catalog file: {problem}\nhelp: remove it, or pass another --output", path.display())]
    NotACatalog { path: PathBuf, problem: String },
    #[error(
        "there is no catalog file to check\nhelp: pass --output, or set `file` in the [print_schema] of diesel.toml"
    )]
    NothingToCheck,
    #[error("`{0}` needs a value")]
    NoValue(String),
    #[error(
        "`diesel` is not on the PATH\n\
         help: cargo install diesel_cli --no-default-features --features sqlite-bundled (or postgres)"
    )]
    NoDiesel,
    #[error("`diesel` cannot be started: {0}")]
    Diesel(std::io::Error),
}
