//! Race-free rows for [Diesel](diesel), proven at compile time.
//!
//! Derive [`Model`] beside Diesel's own derives, and declare what the database guarantees:
//!
//! * [`has_one(..)`](Model#has_one): a row of another table that belongs to this one, read and,
//!   when it is absent, created, without a race;
//! * [`unique(..)`](Model#unique): a key that finds at most one row, proven against the indexes;
//! * [`alias(..)`](Model#alias): a column under another name, in the struct and in queries.
//!
//! What the database guarantees stands in a [`catalog!`], which `camshaft print-catalog` writes
//! beside `schema.rs`. A declaration that no index proves does not compile.
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
//! | `sqlite` | Diesel's SQLite backend; whether SQLite is bundled is the application's choice |
//!
//! # Errors
//!
//! Everything returns `Result<_, camshaft::Error>`. [`Error`] converts into
//! [`diesel::result::Error`] and back without loss, so `?` works in both directions.
//!
//! # Transactions
//!
//! Everything takes `&mut conn` and runs in the transaction that is open on it, or in autocommit
//! mode. No savepoint and no transaction is begun inside. When the server says that only running
//! the whole transaction again helps, the error is [`Error::RestartTransaction`]: [`retry()`] does
//! that for whoever owns the transaction.
#![warn(clippy::unwrap_used, clippy::expect_used)]

pub mod catalog;
mod dialect;
mod error;
pub mod keyed;
mod model;
#[doc(hidden)]
pub mod private;
#[doc(hidden)]
pub mod proof;
mod retry;
#[cfg(feature = "sqlite")]
pub mod sqlite;

/// Proves the declarations of a Diesel model against the catalog, and generates their accessors.
///
/// It stands beside `Queryable` and `Selectable` (or `HasQuery`), and reads Diesel's
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
/// | `name = live_slug` | `by_live_slug` instead of `by_` and the columns |
/// | `name = none` | the proof only |
/// | `on(postgres)` | these backends only |
/// | `unique(all)` | every unique index of the table must be declared |
///
/// An expression index is read by the expression's value, a text; it creates nothing.
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
/// # `alias`
///
/// `alias(name as full_name)` generates `user.full_name()`, `user.full_name_mut()` and the column
/// `users_alias::full_name`. The physical column stays as it is. Diesel's `#[sql_name]` in
/// `table!` is enough where all code may change to the new name at once.
///
/// # `crate`
///
/// `crate = path` says where this crate is, if it was renamed.
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
pub use dialect::Dialect;
pub use error::{Error, OptionalExtension};
pub use keyed::{Batch, Entry, Keyed, KeyedBatch};
pub use retry::{DieselCause, RetryPolicy, retry};

/// What blocking code imports: the methods of what accessors return, and `optional()` for errors
/// of this crate.
pub mod prelude {
    pub use crate::error::OptionalExtension as _;
    pub use crate::keyed::{BatchDsl as _, KeyedDsl as _};
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

/// The code of the README is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
