//! A database that exists for one check.

use std::process;
use std::time::{SystemTime, UNIX_EPOCH};

use camshaft::catalog::Backend;
use tempfile::TempDir;

use super::error::CompatError;
use crate::database::Database;
use crate::database::connect;
use crate::database::url::DatabaseUrl;
use crate::error::Error;
use crate::util::report;

/// A temporary database, which is dropped with this value.
pub(super) struct Throwaway {
    pub(super) url: DatabaseUrl,
    location: Location,
}

enum Location {
    /// A file in a folder, which removes itself.
    Folder { _folder: TempDir },
    /// A database on the server that this URL leads to.
    Server { server: DatabaseUrl, name: String },
}

impl Throwaway {
    /// Creates a database on the server of the URL; for SQLite, a file in a temporary folder.
    pub(super) fn create(server: &DatabaseUrl) -> Result<Self, Error> {
        if server.backend()? == Backend::Sqlite {
            let folder = tempfile::tempdir().map_err(CompatError::Folder)?;
            let path = folder.path().join("compat.sqlite");
            std::fs::File::create(&path).map_err(CompatError::Folder)?;
            return Ok(Self {
                url: DatabaseUrl::new(path.to_string_lossy()),
                location: Location::Folder { _folder: folder },
            });
        }
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let name = format!("camshaft_compat_{}_{}", process::id(), since.as_micros());
        let create = format!("CREATE DATABASE {name}");
        connect::with(server, |database| {
            let created = database.execute(&create);
            Ok(created.map_err(|error| CompatError::NotCreated {
                url: server.redacted(),
                message: error.to_string(),
            })?)
        })?;
        Ok(Self {
            url: server.of_database(&name),
            location: Location::Server {
                server: server.clone(),
                name,
            },
        })
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        let Location::Server { server, name } = &self.location else {
            return;
        };
        let force = match server.backend() {
            Ok(Backend::Postgres) => " WITH (FORCE)",
            Ok(Backend::Mysql | Backend::Sqlite) | Err(_) => "",
        };
        let remove = |force: &str| {
            let remove = format!("DROP DATABASE IF EXISTS {name}{force}");
            let done = |database: &mut dyn Database| {
                database.execute(&remove).map_err(|it| Error::database(&it))
            };
            connect::with(server, done)
        };
        // Before PostgreSQL 13 there is no `FORCE`.
        if let Err(error) = remove(force).or_else(|_| remove("")) {
            report::warning(format_args!(
                "cannot drop the temporary database `{name}`, drop it by hand: {error}"
            ));
        }
    }
}
