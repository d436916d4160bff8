//! Everything that can go wrong, with its remedy.

use std::path::PathBuf;

use camshaft::catalog::Backend;
use camshaft::merge::MergeError;
use diesel::result::DatabaseErrorKind;
use diesel::result::Error::DatabaseError;

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
    #[error("the column `{0}` is given twice")]
    ColumnTwice(String),
    #[error(
        "row level security limits what this user sees of `{0}`: connect as a role with BYPASSRLS"
    )]
    RowSecurity(String),
    #[error("the duplicates cannot be read: {0}")]
    Duplicates(camshaft::Error),
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
         help: cargo install diesel_cli --no-default-features --features sqlite-bundled (or postgres, or mysql)"
    )]
    NoDiesel,
    #[error("`diesel` cannot be started: {0}")]
    Diesel(std::io::Error),
    #[error(
        "there is no schema file in `{}`\n\
         help: name it with --schema, or in diesel.toml", .folder.display()
    )]
    NoSchemaFile { folder: PathBuf },
    #[error("`{}` is no manifest: {problem}", .path.display())]
    NotAManifest { path: PathBuf, problem: String },
    #[error(
        "no schema file has the column `{0}`\n\
         help: name it as `users.plan_limit`, as it is called in SQL"
    )]
    NoSuchColumn(String),
    #[error(
        "no diesel.toml names a schema file, which `diesel print-schema` would write\n\
         help: add `[print_schema]` with `file = \"src/schema.rs\"`"
    )]
    NoPrintedFile,
    #[error(
        "the column `{column}` shares its line in `{}` with something else\n\
         help: let `diesel print-schema` write the file", .path.display()
    )]
    SharedLine { column: String, path: PathBuf },
    #[error("`{0}` is in the primary key, which Diesel needs")]
    IgnoredKey(String),
    #[error(
        "the patch in `{}` is not what the schema file was made with: {message}\n\
         help: run `diesel print-schema` first", .path.display()
    )]
    PatchFile { path: PathBuf, message: String },
    #[error("a temporary folder cannot be used: {0}")]
    Folder(std::io::Error),
    #[error("`git` cannot be started: {0}")]
    Git(std::io::Error),
    #[error(
        "`{0}` is no manifest, no folder, and nothing that `git` knows here\n\
         help: `camshaft manifest --output` writes a manifest"
    )]
    NoRelease(String),
    #[error("no release is given\nhelp: pass --running, as in --running v1.4")]
    NoRunning,
    #[error(
        "none of the running releases has migrations\n\
         help: pass one of them as a folder or by what `git` knows it, so that its migrations can be applied first"
    )]
    NoBase,
    #[error(
        "no database can be created at `{url}`: {message}\nhelp: --apply needs the right to create one"
    )]
    NotCreated { url: String, message: String },
    #[error("the migrations in `{}` cannot be read: {message}", .folder.display())]
    Migrations { folder: PathBuf, message: String },
    #[error("the migration `{migration}` failed: {message}")]
    MigrationFailed { migration: String, message: String },
    #[error("stopped")]
    Stopped,
    #[error("`{}`: {problem}", .path.display())]
    Allow { path: PathBuf, problem: String },
    #[error("no key is given\nhelp: pass --columns, as in --columns email, or --expression")]
    NoKey,
    #[error(
        "nobody can be asked, as the standard input is no terminal\n\
         help: `camshaft merge --dry-run` shows what would be done, --yes does it"
    )]
    NobodyToAsk,
    #[error("the standard input cannot be read: {0}")]
    Stdin(std::io::Error),
    #[error("Ctrl-C cannot be waited for: {0}")]
    Signals(String),
    #[error("{0}")]
    Merge(String),
    #[error(
        "{error}\n\
         run {run} broke off after {groups}; the same command goes on with the others\n\
         help: to take it back: {undo}"
    )]
    BrokenOff {
        error: String,
        run: String,
        groups: String,
        undo: String,
    },
    #[error(
        "there is an index `{name}` already, and it is something else: {what}\nhelp: pass another --name"
    )]
    IndexTaken { name: String, what: String },
    #[error("the name `{name}` has {length}, and {limit}\nhelp: pass another --name")]
    IndexName {
        name: String,
        length: String,
        limit: String,
    },
    #[error("the index `{name}` cannot be created on {on}: {reason}\nhelp: {help}")]
    IndexRefused {
        name: String,
        on: String,
        reason: String,
        help: String,
    },
    #[error(
        "the index `{name}` cannot be built: {error}\n\
         {left}\n\
         help: it would fail again; what was merged can be taken back with `camshaft merge --undo`"
    )]
    IndexFailed {
        name: String,
        error: String,
        left: String,
    },
    #[error(
        "the index `{name}` is being built by process {pid}\nhelp: wait for it, and run this again"
    )]
    BeingBuilt { name: String, pid: String },
    #[error("--in-place is for PostgreSQL\nhelp: leave it out")]
    InPlace,
    #[error(
        "MySQL and MariaDB have no partial indexes, which --where asks for\n\
         help: `camshaft merge` merges the rows for which it holds"
    )]
    NoPartialIndexes,
    #[error("{0}")]
    Database(String),
}

impl Error {
    /// A unique index that was created since the merge is in the way of its duplicates.
    pub(crate) fn undo(error: &MergeError) -> Self {
        match error {
            MergeError::Database(DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
                Self::Merge(format!(
                    "{error}\nhelp: drop the unique index first; what is taken back already stays so"
                ))
            }
            _ => Self::merge(error),
        }
    }

    pub(crate) fn merge(error: &MergeError) -> Self {
        Self::Merge(error.to_string())
    }

    pub(crate) fn database(error: &diesel::result::Error) -> Self {
        Self::Database(error.to_string())
    }
}
