//! The drift between a live database and the catalog that the application was compiled with.

mod compare;
#[cfg(test)]
mod tests;

use std::fmt::{self, Debug, Display, Formatter};

use diesel::connection::LoadConnection;

use super::{Arena, Backend, Catalog, Inspect, inspect};
#[cfg(feature = "async")]
use super::{InspectAsync, inspect_async};

pub use compare::compare;
pub(crate) use compare::display_name;

/// The subject of a [`FactDifference`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Subject {
    /// The table itself: it is missing, or of another kind.
    Table,
    /// A column, by name.
    Column(String),
    /// An index or a primary key, by name; without one, the rowid of SQLite.
    Index(Option<String>),
    /// A foreign key, by name or, without one, by its columns.
    ForeignKey(String),
}

/// One fact that the compiled catalog and the live database see differently.
///
/// The facts are given as lines of `catalog!`; `None` where there is no such fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactDifference {
    /// The table, with its schema unless that is the default.
    pub table: String,
    /// The object of the table that differs.
    pub subject: Subject,
    /// The fact that the application was compiled with.
    pub compiled: Option<String>,
    /// The fact of the live database.
    pub live: Option<String>,
}

impl Display for Subject {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table => f.write_str("table"),
            Self::Column(name) => write!(f, "column `{name}`"),
            Self::Index(Some(name)) => write!(f, "index `{name}`"),
            Self::Index(None) => f.write_str("primary key"),
            Self::ForeignKey(name) => write!(f, "foreign key `{name}`"),
        }
    }
}

impl Display for FactDifference {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self {
            table,
            subject,
            compiled,
            live,
        } = self;
        write!(f, "`{table}`: {subject}: ")?;
        match (compiled, live) {
            (Some(compiled), Some(live)) => write!(f, "compiled `{compiled}`, live `{live}`"),
            (Some(compiled), None) => write!(f, "compiled `{compiled}`, not in the live database"),
            (None, Some(live)) => write!(f, "not in the compiled catalog, live `{live}`"),
            (None, None) => f.write_str("in neither"),
        }
    }
}

/// Why [`check`] failed.
///
/// `Debug` prints the same as `Display`, since a test unwraps it.
#[non_exhaustive]
pub enum Drift {
    /// The database differs from the compiled catalog.
    Differences(Vec<FactDifference>),
    /// The compiled catalog has no section for this server.
    NoCatalog(Backend),
    /// The database did not answer.
    Query(diesel::result::Error),
}

impl Display for Drift {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Differences(differences) => {
                f.write_str("the compiled catalog differs from the database:")?;
                for difference in differences {
                    write!(f, "\n  {difference}")?;
                }
                f.write_str("\nhelp: run `camshaft print-catalog` and compile again")
            }
            Self::NoCatalog(backend) => write!(
                f,
                "the compiled catalog has no section for {backend}\n\
                 help: run `camshaft print-catalog` with the URL of such a database"
            ),
            Self::Query(error) => write!(f, "the catalog of the database cannot be read: {error}"),
        }
    }
}

impl Debug for Drift {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl std::error::Error for Drift {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Query(error) => Some(error),
            Self::Differences(_) | Self::NoCatalog(_) => None,
        }
    }
}

impl From<diesel::result::Error> for Drift {
    fn from(error: diesel::result::Error) -> Self {
        Self::Query(error)
    }
}

/// Checks that the compiled catalog is what the connected database has.
///
/// Only tables of the compiled catalog are looked at. One test keeps it so:
///
/// ```text
/// #[test]
/// fn catalog_is_current() {
///     camshaft::catalog::check(&mut connection(), crate::catalog::CATALOG).unwrap()
/// }
/// ```
///
/// A failing check prints:
///
#[cfg_attr(feature = "sqlite", doc = "```")]
#[cfg_attr(not(feature = "sqlite"), doc = "```text")]
/// use camshaft::catalog::{Backend, Catalog, Table, TableKind, check};
/// use diesel::prelude::*;
///
/// // `catalog!` makes this constant from the printed catalog.
/// const CATALOG: &[Catalog<'static>] = &[Catalog {
///     backend: Backend::Sqlite,
///     tables: &[Table {
///         schema: "main",
///         name: "users",
///         kind: TableKind::Table,
///         without_rowid: false,
///         inherited: false,
///         rules: false,
///         columns: &[],
///         indexes: &[],
///         foreign_keys: &[],
///     }],
/// }];
///
/// let mut conn = SqliteConnection::establish(":memory:").unwrap();
/// let drift = check(&mut conn, CATALOG).unwrap_err();
/// assert!(drift.to_string().contains("`users`: table: compiled `table`, not in the live database"));
/// ```
///
/// # Errors
///
/// [`Drift`], which names each difference and the command that ends it, `camshaft print-catalog`.
pub fn check<C>(conn: &mut C, compiled: &[Catalog<'static>]) -> Result<(), Drift>
where
    C: LoadConnection,
    C::Backend: Inspect,
{
    let arena = Arena::new();
    let live = inspect(conn, &arena)?;
    judge(compiled, &live)
}

/// [`check`] for an asynchronous connection.
///
#[cfg_attr(feature = "sqlite", doc = "```")]
#[cfg_attr(not(feature = "sqlite"), doc = "```text")]
/// use camshaft::catalog::check_async;
/// use diesel::SqliteConnection;
/// use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
/// use diesel_async::{AsyncConnection, SimpleAsyncConnection};
///
/// mod schema {
///     diesel::table! { users (id) { id -> BigInt } }
/// }
/// mod catalog {
///     camshaft::catalog! {
///         schema = crate::schema;
///         sqlite {
///             table users {
///                 column id: "INTEGER" not null default;
///                 primary key (id);
///             }
///         }
///     }
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// #     tokio::runtime::Runtime::new()?.block_on(example())
/// # }
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let mut conn = SyncConnectionWrapper::<SqliteConnection>::establish(":memory:").await?;
/// conn.batch_execute("CREATE TABLE users (id INTEGER PRIMARY KEY NOT NULL)").await?;
/// check_async(&mut conn, catalog::CATALOG).await?;
///
/// conn.batch_execute("ALTER TABLE users ADD COLUMN name TEXT").await?;
/// let drift = check_async(&mut conn, catalog::CATALOG).await.unwrap_err();
/// assert!(drift.to_string().contains("column `name`: not in the compiled catalog"));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// The same.
#[cfg(feature = "async")]
pub fn check_async<C>(
    conn: &mut C,
    compiled: &[Catalog<'static>],
) -> impl Future<Output = Result<(), Drift>> + Send
where
    C: diesel_async::AsyncConnection<Backend: InspectAsync>,
{
    async move {
        let mut arena = Arena::new();
        let live = inspect_async(conn, &mut arena).await?;
        judge(compiled, &live)
    }
}

fn judge(compiled: &[Catalog<'static>], live: &Catalog<'_>) -> Result<(), Drift> {
    if !compiled
        .iter()
        .any(|catalog| catalog.backend == live.backend)
    {
        return Err(Drift::NoCatalog(live.backend));
    }
    match compare(compiled, live) {
        differences if differences.is_empty() => Ok(()),
        differences => Err(Drift::Differences(differences)),
    }
}
