//! The URL of a database, and its form without the password.

use std::path::PathBuf;
use std::sync::LazyLock;

use camshaft::catalog::Backend;
use regex::Regex;

use super::DatabaseError;

const HIDDEN: &str = "***";

/// The URL of a database, or the path of a SQLite file. It displays without its password.
#[derive(Debug, Clone)]
pub(crate) struct DatabaseUrl(String);

impl DatabaseUrl {
    pub(crate) fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// Takes the argument, else `DATABASE_URL`.
    pub(crate) fn find(argument: Option<&str>) -> Result<Self, DatabaseError> {
        argument
            .map(str::to_owned)
            .or_else(|| std::env::var("DATABASE_URL").ok())
            .filter(|url| !url.is_empty())
            .map(Self)
            .ok_or(DatabaseError::NoDatabaseUrl)
    }

    pub(crate) fn backend(&self) -> Result<Backend, DatabaseError> {
        let Some((scheme, _)) = self.0.split_once("://") else {
            return Ok(Backend::Sqlite);
        };
        match scheme {
            "postgres" | "postgresql" => Ok(Backend::Postgres),
            "sqlite" | "file" => Ok(Backend::Sqlite),
            "mysql" | "mariadb" => Ok(Backend::Mysql),
            _ => Err(DatabaseError::UnknownScheme {
                url: self.redacted(),
            }),
        }
    }

    /// Returns the URL for the driver.
    ///
    /// If a user or password is not encoded, libpq would read some of it as the host or port, and print
    /// it in its message.
    #[cfg(feature = "postgres")]
    pub(crate) fn for_postgres(&self) -> Result<&str, DatabaseError> {
        self.check_encoded()?;
        Ok(&self.0)
    }

    /// Returns the URL for the driver: Diesel knows the scheme `mysql` only.
    #[cfg(feature = "mysql")]
    pub(crate) fn for_mysql(&self) -> Result<String, DatabaseError> {
        self.check_encoded()?;
        let (_, rest) = self.0.split_once("://").unwrap_or(("", &self.0));
        let base = rest.split(['?', '#']).next().unwrap_or(rest);
        match base.split_once('/') {
            Some((_, database)) if !database.is_empty() => Ok(format!("mysql://{rest}")),
            _ => Err(DatabaseError::NoDatabaseName {
                url: self.redacted(),
            }),
        }
    }

    #[cfg(any(feature = "postgres", feature = "mysql"))]
    fn check_encoded(&self) -> Result<(), DatabaseError> {
        let (_, rest) = self.0.split_once("://").unwrap_or(("", &self.0));
        let rest = rest.split('?').next().unwrap_or(rest);
        match rest.rsplit_once('@') {
            Some((user, _)) if user.contains(['@', '/']) => Err(DatabaseError::NotEncoded {
                url: self.redacted(),
            }),
            _ => Ok(()),
        }
    }

    /// Returns the URL for the driver; the file must exist, since SQLite would create it.
    #[cfg(feature = "sqlite")]
    pub(crate) fn for_sqlite(&self) -> Result<&str, DatabaseError> {
        let path = self.sqlite_path()?;
        if path.is_file() {
            Ok(&self.0)
        } else {
            Err(DatabaseError::NoSqliteFile(
                Self::new(path.to_string_lossy()).redacted(),
            ))
        }
    }

    /// Returns the path of the file. Diesel opens `sqlite://` as SQLite's own `file:`.
    fn sqlite_path(&self) -> Result<PathBuf, DatabaseError> {
        let uri = ["sqlite://", "file://", "file:"]
            .iter()
            .find_map(|scheme| self.0.strip_prefix(scheme));
        let path = match uri {
            Some(uri) => percent_decoded(uri.split(['?', '#']).next().unwrap_or(uri)),
            None => self.0.clone(),
        };
        let in_memory = uri.is_some() && self.0.contains("mode=memory");
        if in_memory || matches!(path.as_str(), "" | ":memory:") {
            return Err(DatabaseError::InMemory {
                url: self.redacted(),
            });
        }
        Ok(PathBuf::from(path))
    }

    /// Returns the URL of another database of the same server.
    pub(crate) fn of_database(&self, name: &str) -> Self {
        let (base, parameters) = match self.0.find(['?', '#']) {
            Some(at) => self.0.split_at(at),
            None => (self.0.as_str(), ""),
        };
        let host = base.find("://").map_or(0, |at| at + 3);
        let end = base[host..].find('/').map_or(base.len(), |at| host + at);
        Self(format!("{}/{name}{parameters}", &base[..end]))
    }

    /// Returns the database's own name: the last segment of the path, without the extension of a file.
    pub(crate) fn database_name(&self) -> String {
        let path = match self.sqlite_path() {
            Ok(path) if matches!(self.backend(), Ok(Backend::Sqlite)) => path,
            _ => PathBuf::from(self.0.split('?').next().unwrap_or(&self.0)),
        };
        path.file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }

    /// Returns the URL with each password replaced by `***`.
    ///
    /// Everything up to the last `@` counts as user and password, since a password may contain an `@`.
    pub(crate) fn redacted(&self) -> String {
        let url = match (self.0.split_once("://"), self.password()) {
            (Some((scheme, rest)), Some(_)) => {
                let user = rest.split(':').next().unwrap_or_default();
                let host = rest.rsplit('@').next().unwrap_or_default();
                format!("{scheme}://{user}:{HIDDEN}@{host}")
            }
            _ => self.0.clone(),
        };
        PARAMETER
            .replace_all(&url, format!("$name{HIDDEN}"))
            .into_owned()
    }

    /// Returns a driver's message with each password replaced by `***`.
    pub(crate) fn redact(&self, message: &str) -> String {
        let parameters = PARAMETER
            .captures_iter(&self.0)
            .filter_map(|found| found.name("value"));
        self.password()
            .into_iter()
            .chain(parameters.map(|value| value.as_str()))
            .filter(|password| !password.is_empty())
            .fold(message.to_owned(), |message, password| {
                message.replace(password, HIDDEN)
            })
    }

    fn password(&self) -> Option<&str> {
        let (_, rest) = self.0.split_once("://")?;
        let (user, _) = rest.rsplit_once('@')?;
        user.split_once(':').map(|(_, password)| password)
    }
}

/// The pattern of `password=..`, as a parameter of a URL or as a keyword of libpq, whose value may be
/// quoted.
static PARAMETER: LazyLock<Regex> = LazyLock::new(|| {
    let text = r"(?i)(?<name>password\s*=\s*)(?<value>'(?:\\.|[^'\\])*'|[^&\s]*)";
    Regex::new(text).unwrap_or_else(|error| {
        panic!("a pattern of camshaft-cli itself is wrong, please report it to https://github.com/camshaft-rs/camshaft: {error}")
    })
});

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let code = (byte == b'%').then(|| hex_byte(tail)).flatten();
        bytes.push(code.unwrap_or(byte));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits.get(..2)?).ok()?;
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_database_is_on_the_same_server() {
        let other = |url: &str| DatabaseUrl::new(url).of_database("x").0;
        assert_eq!(
            other("postgres://a:b@h:1/db?sslmode=require"),
            "postgres://a:b@h:1/x?sslmode=require"
        );
        assert_eq!(other("mysql://h"), "mysql://h/x");
    }

    #[test]
    fn passwords_are_hidden() {
        for (url, shown) in [
            ("postgres://u:secret@h/db", "postgres://u:***@h/db"),
            ("postgres://u@h/db", "postgres://u@h/db"),
            ("postgres://h/db", "postgres://h/db"),
            (
                "postgres://u:se@cr/et@h:5432/db",
                "postgres://u:***@h:5432/db",
            ),
            ("postgres://u:se:cret@h/db", "postgres://u:***@h/db"),
            (
                "postgres://h/db?user=u&password=secret&x=1",
                "postgres://h/db?user=u&password=***&x=1",
            ),
            (
                "postgres://u:a@h/db?sslpassword=secret",
                "postgres://u:***@h/db?sslpassword=***",
            ),
            (
                "host=h password=secret dbname=d",
                "host=h password=*** dbname=d",
            ),
            (
                "host=h Password = 'se \\' cret' dbname=d",
                "host=h Password = *** dbname=d",
            ),
            ("app.sqlite", "app.sqlite"),
        ] {
            assert_eq!(DatabaseUrl::new(url).redacted(), shown);
        }
    }

    #[test]
    fn passwords_are_hidden_in_messages() {
        let url = DatabaseUrl::new("postgres://u:s3cret@h/db?password=other");
        assert_eq!(url.redact("bad s3cret and other"), "bad *** and ***");
    }

    #[test]
    fn the_scheme_decides_the_server() {
        let backend = |url: &str| DatabaseUrl::new(url).backend();
        assert_eq!(backend("postgres://h/db").unwrap(), Backend::Postgres);
        assert_eq!(backend("postgresql://h/db").unwrap(), Backend::Postgres);
        for path in [
            "app.db",
            "./a.db",
            "/a.db",
            "sqlite://a.db",
            "file:a.db",
            "file:///a.db",
        ] {
            assert_eq!(backend(path).unwrap(), Backend::Sqlite);
        }
        assert_eq!(backend("mysql://h/db").unwrap(), Backend::Mysql);
        assert_eq!(backend("mariadb://h/db").unwrap(), Backend::Mysql);
        assert!(matches!(
            backend("oracle://h/db"),
            Err(DatabaseError::UnknownScheme { .. })
        ));
    }

    #[test]
    fn sqlite_paths_are_found_in_uris() {
        for (url, path) in [
            ("a b.db", "a b.db"),
            ("sqlite://a.db?mode=ro", "a.db"),
            ("file:a%20b.db#x", "a b.db"),
            ("file:///data/a%zz.db", "/data/a%zz.db"),
        ] {
            assert_eq!(
                DatabaseUrl::new(url).sqlite_path().unwrap(),
                PathBuf::from(path)
            );
        }
        for url in [
            ":memory:",
            "",
            "file::memory:",
            "file:x?mode=memory&cache=shared",
        ] {
            assert!(matches!(
                DatabaseUrl::new(url).sqlite_path(),
                Err(DatabaseError::InMemory { .. })
            ));
        }
    }

    #[test]
    fn a_database_is_named_by_its_path() {
        for (url, name) in [
            ("postgres://u:p@h/shop?sslmode=disable", "shop"),
            ("mysql://u:p@h/shop?ssl_mode=disabled", "shop"),
            ("dir/app.sqlite", "app"),
            ("sqlite://dir/app.sqlite?mode=ro", "app"),
        ] {
            assert_eq!(DatabaseUrl::new(url).database_name(), name);
        }
    }

    #[test]
    #[cfg(feature = "mysql")]
    fn mysql_urls_get_diesels_scheme_and_name_a_database() {
        for (url, given) in [
            ("mysql://u@h/db", "mysql://u@h/db"),
            (
                "mariadb://u:p@h:1/db?ssl_mode=disabled",
                "mysql://u:p@h:1/db?ssl_mode=disabled",
            ),
        ] {
            assert_eq!(DatabaseUrl::new(url).for_mysql().unwrap(), given);
        }
        for url in [
            "mysql://u:p@h",
            "mysql://u:p@h/",
            "mysql://u:p@h/?ssl_mode=disabled",
        ] {
            let error = DatabaseUrl::new(url).for_mysql().unwrap_err();
            assert!(
                matches!(error, DatabaseError::NoDatabaseName { .. }),
                "{error}"
            );
        }
        let error = DatabaseUrl::new("mysql://u:a/b@h/db")
            .for_mysql()
            .unwrap_err();
        assert!(matches!(error, DatabaseError::NotEncoded { .. }), "{error}");
    }

    #[test]
    #[cfg(feature = "postgres")]
    fn a_user_or_password_that_is_not_encoded_is_refused() {
        for url in ["postgres://u:a@b@h/db", "postgres://u:a/b@h/db"] {
            let error = DatabaseUrl::new(url).for_postgres().unwrap_err();
            assert!(
                error
                    .to_string()
                    .starts_with("the user or password of `postgres://u:***@h/db` has an `@`")
            );
        }
        assert!(
            DatabaseUrl::new("postgres://u:a%40b@h/db?x=a@b")
                .for_postgres()
                .is_ok()
        );
    }
}
