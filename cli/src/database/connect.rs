//! The connection: the only module that names a driver.

use camshaft::catalog::{Arena, Backend, Catalog, Inspect};
use camshaft::duplicates::{DuplicatesConnection, Named};
use diesel::Connection;

use super::Database;
use super::error::DatabaseError;
use super::url::DatabaseUrl;
use crate::error::Error;

/// A task that is generic over the connection.
pub(crate) trait Task {
    type Output;

    fn run<C>(self, conn: &mut C, url: &DatabaseUrl) -> Result<Self::Output, Error>
    where
        C: DuplicatesConnection<Named, Backend: Inspect> + Database;
}

/// Connects and runs the task.
pub(crate) fn run<T: Task>(url: &DatabaseUrl, task: T) -> Result<T::Output, Error> {
    match url.backend()? {
        Backend::Postgres => postgres(url, task),
        Backend::Mysql => mysql(url, task),
        Backend::Sqlite => sqlite(url, task),
    }
}

/// Connects and runs a closure, which is the same for every driver.
pub(crate) fn with<T>(
    url: &DatabaseUrl,
    work: impl FnOnce(&mut dyn Database) -> Result<T, Error>,
) -> Result<T, Error> {
    run(url, WithDatabase(work))
}

struct WithDatabase<F>(F);

impl<T, F: FnOnce(&mut dyn Database) -> Result<T, Error>> Task for WithDatabase<F> {
    type Output = T;

    fn run<C>(self, conn: &mut C, _: &DatabaseUrl) -> Result<T, Error>
    where
        C: DuplicatesConnection<Named, Backend: Inspect> + Database,
    {
        (self.0)(conn)
    }
}

/// Reads the facts, even if there are no tables.
pub(crate) fn facts<'a>(
    url: &DatabaseUrl,
    database: &mut dyn Database,
    arena: &'a Arena,
) -> Result<Catalog<'a>, Error> {
    let facts = database.inspect(arena);
    Ok(facts.map_err(|error| DatabaseError::Inspect {
        url: url.redacted(),
        error,
    })?)
}

/// Connects and reads the facts.
pub(crate) fn inspect<'a>(url: &DatabaseUrl, arena: &'a Arena) -> Result<Catalog<'a>, Error> {
    run(url, ReadCatalog(arena))
}

struct ReadCatalog<'a>(&'a Arena);

impl<'a> Task for ReadCatalog<'a> {
    type Output = Catalog<'a>;

    fn run<C>(self, conn: &mut C, url: &DatabaseUrl) -> Result<Catalog<'a>, Error>
    where
        C: DuplicatesConnection<Named, Backend: Inspect> + Database,
    {
        read(conn, url, self.0)
    }
}

/// Reads the facts.
pub(crate) fn read<'a, C>(
    conn: &mut C,
    url: &DatabaseUrl,
    arena: &'a Arena,
) -> Result<Catalog<'a>, Error>
where
    C: diesel::connection::LoadConnection<Backend: Inspect>,
{
    let catalog =
        camshaft::catalog::inspect(conn, arena).map_err(|error| DatabaseError::Inspect {
            url: url.redacted(),
            error,
        })?;
    if catalog.tables.is_empty() {
        return Err(DatabaseError::Empty {
            url: url.redacted(),
        }
        .into());
    }
    Ok(catalog)
}

#[cfg(feature = "postgres")]
fn postgres<T: Task>(url: &DatabaseUrl, task: T) -> Result<T::Output, Error> {
    let mut conn: diesel::PgConnection = establish(url, url.for_postgres()?)?;
    task.run(&mut conn, url)
}

#[cfg(not(feature = "postgres"))]
fn postgres<T: Task>(_: &DatabaseUrl, _: T) -> Result<T::Output, Error> {
    Err(DatabaseError::NotCompiledIn {
        backend: Backend::Postgres,
        feature: "postgres",
    }
    .into())
}

#[cfg(feature = "mysql")]
fn mysql<T: Task>(url: &DatabaseUrl, task: T) -> Result<T::Output, Error> {
    let mut conn: diesel::MysqlConnection = establish(url, &url.for_mysql()?)?;
    task.run(&mut conn, url)
}

#[cfg(not(feature = "mysql"))]
fn mysql<T: Task>(_: &DatabaseUrl, _: T) -> Result<T::Output, Error> {
    Err(DatabaseError::NotCompiledIn {
        backend: Backend::Mysql,
        feature: "mysql",
    }
    .into())
}

#[cfg(feature = "sqlite")]
fn sqlite<T: Task>(url: &DatabaseUrl, task: T) -> Result<T::Output, Error> {
    let mut conn: diesel::SqliteConnection = establish(url, url.for_sqlite()?)?;
    camshaft::sqlite::prepare(&mut conn).map_err(|error| DatabaseError::Connect {
        url: url.redacted(),
        message: error.to_string(),
    })?;
    task.run(&mut conn, url)
}

#[cfg(not(feature = "sqlite"))]
fn sqlite<T: Task>(_: &DatabaseUrl, _: T) -> Result<T::Output, Error> {
    Err(DatabaseError::NotCompiledIn {
        backend: Backend::Sqlite,
        feature: "sqlite",
    }
    .into())
}

fn establish<C: Connection>(url: &DatabaseUrl, text: &str) -> Result<C, Error> {
    Ok(C::establish(text).map_err(|error| DatabaseError::Connect {
        url: url.redacted(),
        // A driver may repeat the URL, with its password.
        message: url.redact(&error.to_string()),
    })?)
}
