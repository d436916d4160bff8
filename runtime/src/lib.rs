//! Race-free rows for [Diesel](diesel), proven at compile time.
//!
//! Derive [`Model`] beside Diesel's own derives, and declare what the database guarantees:
//!
//! * [`has_one(..)`](Model#has_one): a row of another table that belongs to this one, read and,
//!   when it is absent, created, without a race;
//! * [`unique(..)`](Model#unique): a key that finds at most one row, proven against the indexes,
//!   and that a [violation](Model#violations) is mapped to;
//! * [`alias(..)`](Model#alias): a column under another name, in the struct and in queries.
//!
//! The guarantees of the database are written in a [`catalog!`], which `camshaft print-catalog`
//! writes beside `schema.rs`. A declaration that no index proves does not compile, and [`verify()`]
//! asks a live database whether the proofs still hold.
//!
//! ```
#![doc = include_str!("../doc/setup.rs")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let conn = &mut connection()?;
//! use camshaft::prelude::*;
//!
//! let user: User = users::table.select(User::as_select()).first(conn)?;
//! let detail = user.detail().get_or_create(conn)?;
//! assert_eq!(detail.user_id, user.id);
//!
//! let again = user.detail().get_or_create_entry(conn)?;
//! assert!(!again.is_created());
//!
//! let ada = User::by_email("ada@example.org").get(conn)?;
//! assert!(ada.is_some());
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! | feature | turns on |
//! |---|---|
//! | `postgres` | Diesel's PostgreSQL backend, without libpq: the application turns on `diesel/postgres` |
//! | `mysql` | Diesel's backend of MySQL and MariaDB, without their client library: the application turns on `diesel/mysql` |
//! | `sqlite` | Diesel's SQLite backend; whether SQLite is bundled is the application's choice |
//! | `async` | the same methods on the connections of diesel-async, in `camshaft::async_prelude`; its own features follow the backends |
//! | `serde` | `serde::Serialize` for [`FieldErrors`] |
//!
//! # Errors
//!
//! Everything returns `Result<_, camshaft::Error>`. [`Error`] converts into
//! [`diesel::result::Error`] and back, so `?` works in both directions; what the database said is never
//! lost on the way.
//!
//! # Transactions
//!
//! Everything takes `&mut conn` and runs in the transaction that is open on it, or in autocommit
//! mode. No savepoint and no transaction is begun inside, but by `User::insert(..)` and
//! `User::insert_each(..)` where they are more than one statement: on MySQL, MariaDB and SQLite, and
//! from 65 parents on PostgreSQL. There it is a transaction, or a savepoint in the one that is open:
//! also in one that Diesel did not begin, on MariaDB, and on MySQL with `autocommit = 0`. What begins
//! a transaction of its own, as [`retry()`] and [`merge`] do, is refused there.
//! When the server says that only running the whole transaction again helps, the error is
//! [`Error::RestartTransaction`]: [`retry()`] does that for whoever owns the transaction.
#![warn(clippy::unwrap_used, clippy::expect_used)]

pub mod backfill;
pub mod catalog;
mod cause;
#[doc(hidden)]
pub mod connection;
mod dialect;
pub mod duplicates;
mod error;
#[doc(hidden)]
pub mod insert;
pub mod keyed;
pub mod merge;
mod model;
mod pause;
#[doc(hidden)]
pub mod private;
#[doc(hidden)]
pub mod proof;
mod retry;
#[doc(hidden)]
pub mod sql;
#[cfg(feature = "sqlite")]
pub mod sqlite;
mod text;
mod transaction;
pub mod verify;
mod violation;

/// Proves the declarations of a Diesel model against the catalog, and generates their accessors.
///
/// The derive goes beside `Queryable` and `Selectable` (or `HasQuery`), and reads Diesel's
/// `table_name`, `primary_key`, `column_name`, `serialize_as` and `embed`. Methods and types take
/// the struct's visibility.
///
/// # `unique`
///
/// `unique(email)` proves that each backend of the catalog has a unique, valid, immediate index on
/// exactly these columns, and generates `User::by_email(email)`, which returns a
/// [`Keyed`] row. Primary keys may be declared as well.
///
/// | option | meaning |
/// |---|---|
/// | `unique(slug: String)` | a column without a field, with its type |
/// | `index = users_live_slug` | this index and no other: a partial one, or with no columns an expression index |
/// | `where = "(deleted_at IS NULL)"` | the predicate of a partial index, as the catalog prints it |
/// | `name = live_slug` | `by_live_slug` instead of `by_` and the columns, and the variant `LiveSlug` |
/// | `name = none` | the proof and the variant only |
/// | `on(postgres)` | these backends only |
/// | `unique(all)` | every unique index of the table must be declared |
///
/// An expression index is read by the expression's value, a text; it creates nothing.
///
/// # `pending`
///
/// `unique(email, pending)` declares uniqueness that no index proves yet, as there may be
/// duplicates still. It generates `User::duplicates_by_email()` alone, which returns the
/// [`Duplicates`](duplicates::Duplicates): no accessor, no variant of a violation. Once each
/// backend has the index, it does not compile any more, and says so. `where`, `name` and `on` are
/// those of `unique`; `pending` is written after the columns.
///
/// | option | meaning |
/// |---|---|
/// | `expression = "lower(email)"` | the key in place of columns; needs a `name` |
/// | `nulls_not_distinct` | NULLs are equal |
///
/// `camshaft check-catalog` lists what is pending. Clippy takes the word on a second declaration for a
/// duplicate: `#[allow(clippy::duplicated_attributes)]`.
///
/// # Violations
///
/// A struct `User` with a `unique(..)` gets the function `User::unique_violation(&error)`, which
/// returns the declared key that an error is a violation of, and the enum `UserUnique` of the keys:
///
/// | declaration | variant |
/// |---|---|
/// | `unique(email)` | `Email` |
/// | `unique(tenant_id, slug)` | `TenantIdAndSlug` |
/// | `unique(.., name = live_slug)` | `LiveSlug` |
/// | `unique(index = users_lower_email, name = none)` | `UsersLowerEmail` |
/// | on exactly the primary key's columns, whatever its name | `PrimaryKey` |
///
/// `PrimaryKey` is there without a declaration too if the struct says what its primary key is: by
/// `#[diesel(primary_key(..))]`, or by a field for Diesel's assumption, `id`. A struct without any
/// `unique(..)` has no enum: `unique(id)` is enough for one.
///
/// ```
#[doc = include_str!("../doc/setup.rs")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let conn = &mut connection()?;
/// let error = diesel::insert_into(users::table)
///     .values((users::email.eq("ada@example.org"), users::name.eq("Ada")))
///     .execute(conn)
///     .unwrap_err();
/// match User::unique_violation(&error) {
///     Some(key @ UserUnique::Email) => {
///         assert_eq!((key.columns(), key.fields()), (&["email"][..], &["email"][..]));
///         assert_eq!(key.to_string(), "email: already taken");
///     }
///     other => panic!("{other:?}: {error}"),
/// }
/// # Ok(())
/// # }
/// ```
///
/// The error may be Diesel's, of any driver, or this crate's, or any other that tells its
/// [`DieselCause`]. It is compared with the catalog of the server that it came from, by table and
/// columns: the name of the index counts on each server as it is there, and nobody has to write it.
/// The enum is a [`UniqueKeys`], and converts into [`FieldErrors`], the answer to a form.
///
/// Every other error is `None`: of another table, of a key that is not declared, of a foreign key,
/// of a trigger that names no constraint. A row that violates several keys at once is reported by
/// the server for one of them, of its choice. What servers leave open:
///
/// * MariaDB, and MySQL before 8.0.19, name the key without its table. Of two tables with a key of
///   one name either is found: where a trigger or another statement writes to the second one, ask
///   the model that the statement was about. All primary keys are named `PRIMARY`.
/// * SQLite does not name partial indexes, only columns. Where a whole index has the same columns,
///   it is meant; of two partial ones none can be told, and the answer is `None`.
/// * PostgreSQL names the second index that `REINDEX CONCURRENTLY` makes, `users_email_ccnew` or
///   `users_email_ccold`: it is the same key. An index that is really called so comes first.
/// * PostgreSQL names a partition and the partition's index, which the catalog of the partitioned
///   table does not have: the answer is `None`. It does not name the schema.
///
/// # `has_one`
///
/// `has_one(detail: UserDetail, key = user_details::user_id)` proves the same of the child's key,
/// and that rows of the child can be created. It generates `user.detail()`, which returns a
/// [`Keyed`] row, and `User::detail_of(&users)`, which returns a [`KeyedBatch`].
///
/// | option | meaning |
/// |---|---|
/// | `key = t::a`, `key = (t::a, t::b)` | the child's key columns; may be left out when the child derives `Associations` |
/// | `references = users::uuid` | what they refer to, if it is not the primary key |
/// | `index`, `where`, `on` | as for `unique` |
///
/// | generated | what it is |
/// |---|---|
/// | `user.detail()`, `User::detail_of(&users)` | the row, and those of many: `get`, `get_or_create`, `.values(..)`, `.set(..).upsert(conn)`; for one also `delete` |
/// | `User::insert(new).detail(values).get_result(conn)`, `User::insert_each(all)` with `get_results` | parents with their rows, all or none, with the declaration `insert` |
/// | `User::detail_missing()`, `User::backfill_detail()` | the parents without a row: their count, and rows for them |
/// | `UserHasOneDetail` | the relation: code that is generic over its connection asks for [`RelationConnection<UserHasOneDetail>`](RelationConnection), or with the feature `async` for `AsyncRelationConnection` |
///
/// # `insert`
///
/// The word `insert` beside the declarations generates `User::insert` and `User::insert_each`; `insert = create`
/// names them `User::create` and `User::create_each`. A struct needs a `has_one` for it, and has no type parameters.
///
/// # `alias`
///
/// `alias(name as full_name)` generates `user.full_name()`, `user.full_name_mut()` and the column
/// `users_alias::full_name`, which is Diesel's own column `users::name`: in queries, in values, in
/// `unique(full_name)` and in `has_one(.., key = ..)`. The physical column stays as it is. Diesel's
/// `#[sql_name]` in `table!` is enough where all code may change to the new name at once.
///
/// | option | meaning |
/// |---|---|
/// | `alias(name as title, deprecated = "use `name`")` | whoever uses it is warned with the reason; `#[allow(deprecated)]` silences one use. So a rename in code ends: the field has the new name, `#[diesel(column_name = ..)]` the column, and the old name is a deprecated alias |
/// | `alias(name as full_name, serde)` | the field's `#[serde(alias = "full_name")]` must be there: both names are read |
/// | `alias_module = other_names` | the module instead of `users_alias`, where two models of one table are in one module; `alias_module = none` for none |
///
/// Where `table!` has a column of that name too, a rename in the database is half done, and it does
/// not compile.
///
/// # `ignore`
///
/// `ignore(plan_limit)` promises that the struct does not touch the column: a field for it, or a
/// declaration that names it, does not compile. With `remove_after = "2026-12-31"`, `camshaft
/// check-catalog` reminds of it after that day; a build never looks at the clock. To Diesel the
/// column is there as long as `table!` lists it: `camshaft ignore users.plan_limit` takes it out, and
/// `camshaft compat` knows then that the release survives without it.
///
/// # `crate`
///
/// `crate = path` says where this crate is, when another crate re-exports it. A dependency that was
/// renamed in `Cargo.toml` is found without it.
///
/// # Example
///
/// ```
#[doc = include_str!("../doc/setup.rs")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let conn = &mut connection()?;
/// use camshaft::prelude::*;
///
/// let ada = User::by_email("ada@example.org").get(conn)?.expect("she is there");
/// assert_eq!(ada.full_name(), "Ada");
/// # Ok(())
/// # }
/// ```
pub use camshaft_macros::Model;
#[doc(hidden)]
pub use camshaft_macros::catalog_in as __catalog_in;
pub use cause::DieselCause;
pub use dialect::Dialect;
pub use error::{Error, OptionalExtension};
#[cfg(feature = "async")]
pub use keyed::AsyncRelationConnection;
pub use keyed::{Batch, Entry, Keyed, KeyedBatch, RelationConnection, Upsert, UpsertBatch};
#[cfg(feature = "async")]
pub use retry::RetryLoop;
pub use retry::{RetryPolicy, retry};
#[cfg(feature = "async")]
pub use verify::verify_async;
pub use verify::{Verified, verify};
pub use violation::{FieldErrors, UniqueKeys};

/// The imports of blocking code: the methods of the values that accessors return, and `optional()`
/// for errors of this crate.
pub mod prelude {
    pub use crate::backfill::{BackfillDsl as _, MissingDsl as _};
    pub use crate::duplicates::DuplicatesDsl as _;
    pub use crate::error::OptionalExtension as _;
    pub use crate::keyed::{BatchDsl as _, KeyedDsl as _, UpsertBatchDsl as _, UpsertDsl as _};
    pub use crate::merge::{MergeDsl as _, UndoDsl as _};
}

/// The imports of code on the connections of diesel-async: the same methods, to be awaited.
///
/// A module imports this or the [`prelude`], not both: they have the same names.
#[cfg(feature = "async")]
pub mod async_prelude {
    pub use crate::backfill::{AsyncBackfillDsl as _, AsyncMissingDsl as _};
    pub use crate::duplicates::AsyncDuplicatesDsl as _;
    pub use crate::error::OptionalExtension as _;
    pub use crate::keyed::{
        AsyncBatchDsl as _, AsyncKeyedDsl as _, AsyncUpsertBatchDsl as _, AsyncUpsertDsl as _,
    };
    pub use crate::merge::{AsyncMergeDsl as _, AsyncUndoDsl as _};
}

/// The manifest of what this release needs of its database, as `camshaft manifest --output` wrote
/// it, for an endpoint that serves it: a `&'static str` of JSON.
///
/// The file is `camshaft-manifest.json` beside `Cargo.toml`, or the one that is named, from there.
/// `camshaft manifest --output --check` in CI keeps it current; `camshaft compat --running` reads it.
///
/// ```
/// async fn version() -> &'static str {
///     camshaft::manifest!("doc/manifest.json")
/// }
/// ```
#[macro_export]
macro_rules! manifest {
    () => {
        $crate::manifest!("camshaft-manifest.json")
    };
    ($file:literal) => {
        ::core::include_str!(::core::concat!(
            ::core::env!("CARGO_MANIFEST_DIR"),
            "/",
            $file
        ))
    };
}

/// The facts of the databases behind one schema module, as `camshaft print-catalog` prints them.
///
/// One call for each schema module, in the crate that owns its `table!`s, with one section for
/// each backend. A section may carry `#[cfg(..)]`. It expands to the facts of each table, which
/// proofs read, and to `CATALOG`, which [`catalog::check`] compares with a live database.
///
/// ```
/// # mod schema { diesel::table! { users (id) { id -> BigInt, email -> Text } } }
/// mod catalog {
///     camshaft::catalog! {
///         schema = crate::schema;
///
///         sqlite {
///             table users {
///                 column id: "INTEGER" not null default;
///                 column email: "TEXT" not null;
///                 primary key (id);
///                 unique users_email (email);
///             }
///         }
///     }
/// }
/// # fn main() {
/// assert_eq!(catalog::CATALOG[0].tables[0].name, "users");
/// # }
/// ```
#[macro_export]
macro_rules! catalog {
    ($($facts:tt)*) => {
        $crate::__catalog_in! { $crate; $($facts)* }
    };
}

/// The README and the pages of `docs`, whose blocks of Rust are compiled and run.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../README.md")]
    struct Readme;

    #[doc = include_str!("../../docs/guide.md")]
    struct Guide;

    // The connections of diesel-async are there with the feature only.
    #[cfg(feature = "async")]
    #[doc = include_str!("../../docs/async.md")]
    struct Async;

    #[doc = include_str!("../../docs/merge.md")]
    struct Merge;

    #[doc = include_str!("../../docs/compat.md")]
    struct Compat;

    #[doc = include_str!("../../docs/guarantees.md")]
    struct Guarantees;

    #[doc = include_str!("../../docs/limits.md")]
    struct Limits;
}
