//! The connection: the only place that names a driver.

use camshaft::catalog::{Arena, Backend, Catalog};

use crate::database_url::DatabaseUrl;
use crate::error::Error;

/// Connects and reads the facts.
pub(crate) fn inspect<'a>(url: &DatabaseUrl, arena: &'a Arena) -> Result<Catalog<'a>, Error> {
    let catalog = match url.backend()? {
        Backend::Postgres => postgres(url, arena)?,
        Backend::Sqlite => sqlite(url, arena)?,
        _ => {
            return Err(Error::Mysql {
                url: url.redacted(),
            });
        }
    };
    if catalog.tables.is_empty() {
        return Err(Error::Empty {
            url: url.redacted(),
        });
    }
    Ok(catalog)
}

#[cfg(feature = "postgres")]
fn postgres<'a>(url: &DatabaseUrl, arena: &'a Arena) -> Result<Catalog<'a>, Error> {
    read::<diesel::PgConnection>(url, url.for_postgres()?, arena)
}

#[cfg(not(feature = "postgres"))]
fn postgres<'a>(_: &DatabaseUrl, _: &'a Arena) -> Result<Catalog<'a>, Error> {
    Err(Error::NotCompiledIn {
        backend: Backend::Postgres,
        feature: "postgres",
    })
}

#[cfg(feature = "sqlite")]
fn sqlite<'a>(url: &DatabaseUrl, arena: &'a Arena) -> Result<Catalog<'a>, Error> {
    read::<diesel::SqliteConnection>(url, url.for_sqlite()?, arena)
}

#[cfg(not(feature = "sqlite"))]
fn sqlite<'a>(_: &DatabaseUrl, _: &'a Arena) -> Result<Catalog<'a>, Error> {
    Err(Error::NotCompiledIn {
        backend: Backend::Sqlite,
        feature: "sqlite",
    })
}

fn read<'a, C>(url: &DatabaseUrl, text: &str, arena: &'a Arena) -> Result<Catalog<'a>, Error>
where
    C: diesel::connection::LoadConnection,
    C::Backend: camshaft::catalog::Inspect,
{
    let mut conn = C::establish(text).map_err(|error| Error::Connect {
        url: url.redacted(),
        message: url.redact(&error.to_string()),
    })?;
    camshaft::catalog::inspect(&mut conn, arena).map_err(|error| Error::Inspect {
        url: url.redacted(),
        error,
    })
}
