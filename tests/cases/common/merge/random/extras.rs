//! Tables beside those of the model, each with one column that refers to the first table in a way of its own.

use std::collections::BTreeMap;

use camshaft::catalog::Backend;
use camshaft::merge::SoftReference;

use super::super::Random;
use super::replay::Listed;
use super::shapes::Rows;
use crate::backend::{BACKEND, Database, Session, execute};

/// A table that refers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extra {
    /// By text under a collation of its own, without a foreign key, among texts that are no key.
    Soft,
    /// From partitions.
    Parts,
    /// From another schema, or another database of MySQL; a deletion would take its rows along.
    Far,
    /// From a column of SQLite without a type.
    Loose,
}

const ALL: &[Extra] = match BACKEND {
    Backend::Postgres => &[Extra::Soft, Extra::Parts, Extra::Far],
    Backend::Mysql => &[Extra::Soft, Extra::Far],
    Backend::Sqlite => &[Extra::Soft, Extra::Loose],
};

/// The reference of each row, by its id, as text.
type Referring = BTreeMap<i64, Option<String>>;

/// The tables of a case with their rows.
#[derive(Debug)]
pub(super) struct Extras {
    beside: String,
    collation: &'static str,
    rows: Vec<(Extra, Referring)>,
}

/// The name of a database.
pub(super) fn name_of(database: &Database) -> String {
    let url = database.url();
    url.rsplit_once('/')
        .map_or_else(String::new, |(_, name)| name.to_owned())
}

/// The schema, or on MySQL the database, beside the tables of the model.
fn schema_beside(database: &Database) -> String {
    match BACKEND {
        Backend::Mysql => format!("{}_beside", name_of(database)),
        _ => "beside".to_owned(),
    }
}

/// Drops the tables of an earlier case.
pub(super) async fn drop_all(conn: &mut Session, database: &Database) {
    let far = schema_beside(database);
    let drop = match BACKEND {
        Backend::Postgres => {
            format!("DROP SCHEMA IF EXISTS {far} CASCADE; DROP TABLE IF EXISTS soft, parts")
        }
        Backend::Mysql => format!("DROP DATABASE IF EXISTS {far}; DROP TABLE IF EXISTS soft"),
        Backend::Sqlite => "DROP TABLE IF EXISTS soft; DROP TABLE IF EXISTS loose".to_owned(),
    };
    run!(execute(conn, &drop));
}

impl Extras {
    pub(super) fn of(random: &mut Random, database: &Database, people: &Rows) -> Self {
        let collations: &[&str] = match BACKEND {
            Backend::Postgres => &["", "COLLATE \"C\"", "COLLATE \"POSIX\""],
            Backend::Mysql => &["", "CHARACTER SET latin1", "COLLATE utf8mb4_bin"],
            Backend::Sqlite => &["", "COLLATE NOCASE", "COLLATE RTRIM"],
        };
        let collation = collations[usize::try_from(random.below(3)).unwrap()];
        let mut rows = Vec::new();
        for &extra in ALL {
            if random.one_in(2) {
                rows.push((extra, referring(random, extra, people)));
            }
        }
        Self {
            beside: schema_beside(database),
            collation,
            rows,
        }
    }

    pub(super) fn has(&self, extra: Extra) -> bool {
        self.rows.iter().any(|it| it.0 == extra)
    }

    pub(super) fn reference(&self) -> Option<SoftReference> {
        self.has(Extra::Soft)
            .then(|| SoftReference::new("soft", "who"))
    }

    pub(super) fn tables(&self) -> Vec<Listed> {
        let tables = self.rows.iter().map(|(extra, _)| match extra {
            Extra::Soft => ("soft".to_owned(), vec!["id", "who"]),
            Extra::Parts => ("parts".to_owned(), vec!["id", "f1", "k"]),
            Extra::Far => (format!("{}.far", self.beside), vec!["id", "f1"]),
            Extra::Loose => ("loose".to_owned(), vec!["id", "f1"]),
        });
        tables.collect()
    }

    pub(super) async fn store(&self, conn: &mut Session, database: &Database) {
        // The schema of the model's tables, as another one names it.
        let own = match BACKEND {
            Backend::Mysql => name_of(database),
            _ => "public".to_owned(),
        };
        for (extra, rows) in &self.rows {
            let (far, collation) = (&self.beside, self.collation);
            let (table, create) = match extra {
                Extra::Soft => (
                    "soft".to_owned(),
                    format!("CREATE TABLE soft (id BIGINT NOT NULL PRIMARY KEY, who VARCHAR(20) {collation})"),
                ),
                Extra::Parts => (
                    "parts (id, f1)".to_owned(),
                    "CREATE TABLE parts (id BIGINT, f1 BIGINT REFERENCES t0, k INT DEFAULT 0, g BIGINT, PRIMARY KEY (id, k))
                        PARTITION BY LIST (k);
                     CREATE TABLE parts_0 PARTITION OF parts FOR VALUES IN (0);
                     CREATE TABLE parts_1 PARTITION OF parts DEFAULT"
                        .to_owned(),
                ),
                Extra::Far => (
                    format!("{far}.far"),
                    format!(
                        "CREATE {} {far};
                         CREATE TABLE {far}.far (id BIGINT NOT NULL PRIMARY KEY, f1 BIGINT,
                            FOREIGN KEY (f1) REFERENCES {own}.t0 (id) ON DELETE CASCADE)",
                        match BACKEND {
                            Backend::Mysql => "DATABASE",
                            _ => "SCHEMA",
                        }
                    ),
                ),
                Extra::Loose => (
                    "loose".to_owned(),
                    "CREATE TABLE loose (id INTEGER PRIMARY KEY, f1 REFERENCES t0 (id) ON DELETE CASCADE)".to_owned(),
                ),
            };
            run!(execute(conn, &create));
            for (id, value) in rows {
                let value = match value {
                    None => "NULL".to_owned(),
                    // SQLite keeps a text as it is where the column has no type.
                    Some(text) if *extra == Extra::Loose && id % 2 == 0 => text.clone(),
                    Some(text) => format!("'{text}'"),
                };
                run!(execute(
                    conn,
                    &format!("INSERT INTO {table} VALUES ({id}, {value})")
                ));
            }
            if *extra == Extra::Parts {
                run!(execute(conn, "UPDATE parts SET k = id % 3"));
            }
        }
    }

    /// Compares what refers now with what has to, by the survivor of each of the first table's rows.
    pub(super) async fn check(&self, conn: &mut Session, survivors: &BTreeMap<i64, i64>) {
        for ((table, columns), (_, before)) in self.tables().iter().zip(&self.rows) {
            let listed = [(table.clone(), vec![columns[0], columns[1]])];
            let state = super::replay::state(conn, &listed).await;
            let found = state
                .into_iter()
                .map(|((_, id), mut row)| (id, row.remove(columns[1]).flatten()));
            let moved = |text: &String| {
                let survivor = text.parse().ok().and_then(|id: i64| survivors.get(&id));
                survivor.map_or_else(|| text.clone(), ToString::to_string)
            };
            let expected: Referring = before
                .iter()
                .map(|(id, value)| (*id, value.as_ref().map(moved)))
                .collect();
            assert_eq!(found.collect::<Referring>(), expected, "{table}");
        }
    }
}

fn referring(random: &mut Random, extra: Extra, people: &Rows) -> Referring {
    let ids: Vec<i64> = people.keys().copied().collect();
    let mut rows = Referring::new();
    for id in 1..=i64::try_from(1 + random.below(12)).unwrap() {
        let nth = usize::try_from(random.below(ids.len() as u64)).unwrap();
        let value = match random.below(6) {
            0 => None,
            1 if extra == Extra::Soft => Some(format!("x{nth}")),
            _ => Some(ids[nth].to_string()),
        };
        rows.insert(id, value);
    }
    rows
}
