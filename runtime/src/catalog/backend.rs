//! The servers.

use std::fmt::{self, Display, Formatter};

use crate::text::same;

/// A database server, as far as facts differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Backend {
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    Mysql,
    /// SQLite.
    Sqlite,
}

impl Backend {
    /// Returns the schema whose name is not printed: `public` on PostgreSQL, `main` on SQLite.
    ///
    /// On MySQL it is the connected database. Its name is not a fact, so that it has the empty name.
    #[must_use]
    pub const fn default_schema(self) -> &'static str {
        match self {
            Self::Postgres => "public",
            Self::Mysql => "",
            Self::Sqlite => "main",
        }
    }

    /// Returns a schema as it has to be named: `None` for the default one, and for one without a name.
    #[must_use]
    pub const fn named_schema(self, schema: &str) -> Option<&str> {
        if schema.is_empty() || same(schema, self.default_schema()) {
            None
        } else {
            Some(schema)
        }
    }
}

impl Display for Backend {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL",
            Self::Sqlite => "SQLite",
        })
    }
}
