//! The Diesel migration to commit.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use camshaft::catalog::Backend;
use serde::Serialize;

use super::target::IndexTarget;
use crate::database::Database;
use crate::error::Error;
use crate::project::config;
use crate::util::date::version;
use crate::util::path;
use jiff::{Timestamp, ToSpan as _};

/// The metadata of a migration with CONCURRENTLY, which fails inside a transaction.
const OUTSIDE: &str = "run_in_transaction = false\n";

/// One folder of migrations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Migration {
    /// The name, without the version.
    pub(crate) name: String,
    pub(crate) up: String,
    pub(crate) down: String,
    pub(crate) metadata: Option<&'static str>,
}

/// The servers whose `CREATE INDEX` differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum IndexDialect {
    Postgres,
    Sqlite,
    MariaDb,
    MySql,
}

/// Returns the migrations that create the index.
pub(crate) fn migrations(
    database: &mut dyn Database,
    target: &IndexTarget,
) -> Result<Vec<Migration>, Error> {
    let dialect = match target.backend {
        Backend::Postgres => IndexDialect::Postgres,
        Backend::Mysql => {
            let version = database.texts("SELECT version() AS value");
            match version.map_err(|it| Error::database(&it))?.concat() {
                version if version.contains("MariaDB") => IndexDialect::MariaDb,
                _ => IndexDialect::MySql,
            }
        }
        Backend::Sqlite => IndexDialect::Sqlite,
    };
    let mut migrations = vec![create(dialect, target)];
    if dialect == IndexDialect::Postgres {
        migrations.push(check(target));
    }
    Ok(migrations)
}

fn create(dialect: IndexDialect, target: &IndexTarget) -> Migration {
    let (index, table) = (target.own_name(), target.table_name());
    let (comment, up, down) = match dialect {
        IndexDialect::Postgres => (
            "Skips an index of this name that exists, even if it is INVALID: the next migration checks that.",
            target.create("CONCURRENTLY IF NOT EXISTS "),
            format!("DROP INDEX CONCURRENTLY IF EXISTS {index}"),
        ),
        IndexDialect::Sqlite => (
            "Skips an index of this name that exists: `camshaft index` created it.",
            target.create("IF NOT EXISTS "),
            format!("DROP INDEX IF EXISTS {index}"),
        ),
        IndexDialect::MariaDb => (
            "Skips an index of this name that exists: `camshaft index` created it.",
            target.create("IF NOT EXISTS "),
            format!("DROP INDEX IF EXISTS {index} ON {table}"),
        ),
        IndexDialect::MySql => (
            "Skips a unique index of this name that exists: `camshaft index` created it. MySQL has no IF NOT EXISTS for indexes.",
            create_on_mysql(target),
            format!("DROP INDEX {index} ON {table}"),
        ),
    };
    Migration {
        name: format!("create_{}", target.name),
        up: format!("-- {comment}\n{up};\n"),
        down: format!("{down};\n"),
        metadata: (dialect == IndexDialect::Postgres).then_some(OUTSIDE),
    }
}

fn create_on_mysql(target: &IndexTarget) -> String {
    format!(
        "SET @create = IF(\n    \
             EXISTS (SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE()\n        \
                 AND table_name = {} AND index_name = {} AND non_unique = 0),\n    \
             'DO 0',\n    {}\n);\n\
         PREPARE create_index FROM @create;\nEXECUTE create_index;\nDEALLOCATE PREPARE create_index",
        text(&target.spec.table),
        text(&target.name),
        text(&target.create("")),
    )
}

/// Returns the migration that checks the index. It is a separate one, as CONCURRENTLY must be the only
/// statement of a migration.
fn check(target: &IndexTarget) -> Migration {
    let (index, table) = (target.own_name(), target.table_name());
    let up = format!(
        "-- IF NOT EXISTS also skips an INVALID index, which a failed build leaves behind, and any other index of the name.\n\
         DO $camshaft$\nBEGIN\n    \
         IF NOT EXISTS (\n        \
             SELECT FROM pg_index\n        \
             WHERE indexrelid = to_regclass({}) AND indrelid = to_regclass({})\n            \
                 AND indisunique AND indisvalid AND indisready\n    \
         ) THEN\n        \
             RAISE EXCEPTION '%', {}\n            \
                 USING HINT = {};\n    \
         END IF;\nEND\n$camshaft$;\n",
        text(&index),
        text(&table),
        text(&format!(
            "the index {index} is missing, not VALID, not unique, or on another table"
        )),
        text(&format!(
            "Run DROP INDEX CONCURRENTLY {index}; merge the duplicates, and rerun {}.",
            target.create("CONCURRENTLY ")
        )),
    );
    Migration {
        name: format!("check_{}", target.name),
        up,
        down: "-- Nothing was changed.\nSELECT 1;\n".to_owned(),
        metadata: None,
    }
}

fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Renders the migrations as text.
pub(crate) fn shown(migrations: &[Migration]) -> String {
    let mut text = String::new();
    for migration in migrations {
        for (file, content) in migration.files() {
            let name = folder_name(migration);
            let _ = write!(text, "==> migrations/<version>_{name}/{file}\n{content}");
        }
    }
    text
}

/// Writes the migrations, one version after the other, and returns their folders.
pub(crate) fn write(
    migrations: &[Migration],
    folder: Option<&Path>,
) -> Result<Vec<PathBuf>, Error> {
    let folder = match folder {
        Some(folder) => folder.to_owned(),
        None => config::migrations_folder()?,
    };
    let mut written = Vec::new();
    let now = Timestamp::now();
    for (second, migration) in (0_i64..).zip(migrations) {
        let version = version(now + second.seconds());
        let path = folder.join(format!("{version}_{}", folder_name(migration)));
        for (file, content) in migration.files() {
            path::write(&path.join(file), content)?;
        }
        written.push(path);
    }
    Ok(written)
}

/// Replaces the characters that the name of an index may have and that of a folder may not.
fn folder_name(migration: &Migration) -> String {
    let allowed = |it: char| if it.is_alphanumeric() { it } else { '_' };
    migration.name.chars().map(allowed).collect()
}

impl Migration {
    fn files(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let files = [("up.sql", self.up.as_str()), ("down.sql", &self.down)];
        let metadata = self.metadata.map(|it| ("metadata.toml", it));
        files.into_iter().chain(metadata)
    }
}

#[cfg(test)]
mod tests {
    use camshaft::duplicates::KeySpec;

    use super::*;

    #[test]
    fn mysql_passes_over_a_unique_index_only() {
        let target = IndexTarget {
            backend: Backend::Mysql,
            spec: KeySpec::of_columns("users", ["email"]),
            name: "it's".to_owned(),
        };
        let migration = create(IndexDialect::MySql, &target);
        assert!(
            migration
                .up
                .contains("index_name = 'it''s' AND non_unique = 0")
        );
        assert!(
            migration
                .up
                .contains("'CREATE UNIQUE INDEX `it''s` ON `users` (`email`)'")
        );
        assert_eq!(migration.metadata, None);
    }
}
