//! How a live database differs from the catalog that the application was compiled with.

use std::collections::BTreeMap;
use std::fmt::{self, Debug, Display, Formatter};

use diesel::connection::LoadConnection;

use super::{Arena, Backend, Catalog, Inspect, Line, Table, TableKind, inspect};

/// What a [`Difference`] is about.
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
pub struct Difference {
    /// The table, with its schema unless that is the default.
    pub table: String,
    /// What of the table.
    pub subject: Subject,
    /// What the application was compiled with.
    pub compiled: Option<String>,
    /// What the database has.
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

impl Display for Difference {
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
/// Its `Debug` is its `Display`, since a test unwraps it.
#[non_exhaustive]
pub enum Drift {
    /// The database differs from the compiled catalog.
    Differences(Vec<Difference>),
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
/// What it finds:
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
    if !compiled
        .iter()
        .any(|catalog| catalog.backend == live.backend)
    {
        return Err(Drift::NoCatalog(live.backend));
    }
    match compare(compiled, &live) {
        differences if differences.is_empty() => Ok(()),
        differences => Err(Drift::Differences(differences)),
    }
}

/// Lists how a live database differs from the compiled catalogs of its server.
///
/// Only tables of a compiled catalog are looked at, and of these only what the printed catalog
/// holds: never an index's access method, operator classes, sort order, `INCLUDE` columns, text or
/// the name of its constraint.
#[must_use]
pub fn compare(compiled: &[Catalog<'static>], live: &Catalog<'_>) -> Vec<Difference> {
    compiled
        .iter()
        .filter(|catalog| catalog.backend == live.backend)
        .flat_map(|catalog| catalog.tables)
        .flat_map(|table| compare_table(table, live))
        .collect()
}

fn compare_table(compiled: &Table<'_>, live: &Catalog<'_>) -> Vec<Difference> {
    let backend = live.backend;
    let mut report = Report {
        table: display_name(compiled, backend),
        differences: Vec::new(),
    };
    let Some(live) = live
        .tables
        .iter()
        .find(|live| (live.schema, live.name) == (compiled.schema, compiled.name))
    else {
        report.push(Subject::Table, Some(kind(compiled.kind)), None);
        return report.differences;
    };
    if live.kind != compiled.kind {
        report.push(
            Subject::Table,
            Some(kind(compiled.kind)),
            Some(kind(live.kind)),
        );
    }
    report.compare(columns(compiled, backend), columns(live, backend));
    report.compare(indexes(compiled, backend), indexes(live, backend));
    report.compare(foreign_keys(compiled, backend), foreign_keys(live, backend));
    report.differences
}

fn display_name(table: &Table<'_>, backend: Backend) -> String {
    if backend.default_schema() == Some(table.schema) {
        table.name.to_owned()
    } else {
        format!("{}.{}", table.schema, table.name)
    }
}

fn kind(kind: TableKind) -> String {
    match kind {
        TableKind::Table => "table",
        TableKind::View => "view",
        TableKind::MaterializedView => "materialized view",
    }
    .to_owned()
}

/// The lines of each subject: one, except where SQLite's foreign keys have no names.
type Lines = BTreeMap<Subject, Vec<String>>;

fn lines(facts: impl Iterator<Item = (Subject, String)>) -> Lines {
    let mut lines = Lines::new();
    for (subject, line) in facts {
        lines.entry(subject).or_default().push(line);
    }
    lines
}

fn columns(table: &Table<'_>, backend: Backend) -> Lines {
    lines(table.columns.iter().map(|fact| {
        (
            Subject::Column(fact.name.to_owned()),
            Line { fact, backend }.to_string(),
        )
    }))
}

fn indexes(table: &Table<'_>, backend: Backend) -> Lines {
    lines(table.indexes.iter().map(|fact| {
        (
            Subject::Index(fact.name.map(str::to_owned)),
            Line { fact, backend }.to_string(),
        )
    }))
}

fn foreign_keys(table: &Table<'_>, backend: Backend) -> Lines {
    lines(table.foreign_keys.iter().map(|fact| {
        let name = fact
            .name
            .map_or_else(|| format!("({})", fact.columns.join(", ")), str::to_owned);
        (
            Subject::ForeignKey(name),
            Line { fact, backend }.to_string(),
        )
    }))
}

struct Report {
    table: String,
    differences: Vec<Difference>,
}

impl Report {
    fn push(&mut self, subject: Subject, compiled: Option<String>, live: Option<String>) {
        let table = self.table.clone();
        self.differences.push(Difference {
            table,
            subject,
            compiled,
            live,
        });
    }

    fn compare(&mut self, compiled: Lines, mut live: Lines) {
        for (subject, mut compiled) in compiled {
            let mut live = live.remove(&subject).unwrap_or_default();
            drop_common(&mut compiled, &mut live);
            let mut live = live.into_iter();
            for line in compiled {
                self.push(subject.clone(), Some(line), live.next());
            }
            for line in live {
                self.push(subject.clone(), None, Some(line));
            }
        }
        for (subject, lines) in live {
            for line in lines {
                self.push(subject.clone(), None, Some(line));
            }
        }
    }
}

fn drop_common(compiled: &mut Vec<String>, live: &mut Vec<String>) {
    compiled.retain(|line| match live.iter().position(|other| other == line) {
        Some(at) => {
            live.remove(at);
            false
        }
        None => true,
    });
}

#[cfg(test)]
mod tests {
    use super::super::{Column, Fill, ForeignKey, Index, Key, ReferentialAction, Timing};
    use super::*;

    const ID: Column<'static> = Column {
        name: "id",
        sql_type: "bigint",
        not_null: true,
        fill: Fill::Default,
        collation: None,
    };

    const EMAIL_KEY: Index<'static> = Index {
        name: Some("users_email_key"),
        unique: true,
        keys: &[Key::column("email")],
        ..Index::PLAIN
    };

    const TO_TENANT: ForeignKey<'static> = ForeignKey {
        name: None,
        columns: &["tenant_id"],
        ref_schema: "main",
        ref_table: "tenants",
        ref_columns: &["id"],
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        timing: Timing::Immediate,
        validated: true,
    };

    const USERS: Table<'static> = Table {
        schema: "main",
        name: "users",
        kind: TableKind::Table,
        without_rowid: false,
        columns: &[ID],
        indexes: &[EMAIL_KEY],
        foreign_keys: &[TO_TENANT],
    };

    const fn sqlite<'a>(tables: &'a [Table<'a>]) -> Catalog<'a> {
        Catalog {
            backend: Backend::Sqlite,
            tables,
        }
    }

    const COMPILED: &[Catalog<'static>] = &[sqlite(&[USERS])];

    fn found(live: Table<'_>) -> Vec<String> {
        let differences = compare(COMPILED, &sqlite(&[live]));
        differences.iter().map(Difference::to_string).collect()
    }

    #[test]
    fn equal_facts_do_not_differ() {
        assert_eq!(found(USERS), [""; 0]);
    }

    #[test]
    fn what_the_printed_catalog_leaves_out_is_ignored() {
        let index = Index {
            method: "hash",
            include: &["id"],
            definition: "CREATE UNIQUE INDEX ..",
            keys: &[Key {
                descending: true,
                nulls_first: true,
                ..Key::column("email")
            }],
            ..EMAIL_KEY
        };
        assert_eq!(
            found(Table {
                indexes: &[index],
                without_rowid: true,
                ..USERS
            }),
            [""; 0]
        );
    }

    #[test]
    fn only_tables_of_the_compiled_catalog_are_looked_at() {
        let other = Table {
            name: "other",
            ..USERS
        };
        assert_eq!(compare(COMPILED, &sqlite(&[USERS, other])), []);
    }

    #[test]
    fn other_servers_are_not_looked_at() {
        let live = Catalog {
            backend: Backend::Postgres,
            tables: &[],
        };
        assert_eq!(compare(COMPILED, &live), []);
    }

    #[test]
    fn a_missing_table_is_one_difference() {
        let differences = compare(COMPILED, &sqlite(&[]));
        assert_eq!(differences.len(), 1);
        assert_eq!(
            differences[0].to_string(),
            "`users`: table: compiled `table`, not in the live database"
        );
    }

    #[test]
    fn a_table_of_another_kind_differs() {
        assert_eq!(
            found(Table {
                kind: TableKind::View,
                ..USERS
            }),
            ["`users`: table: compiled `table`, live `view`"]
        );
    }

    #[test]
    fn changed_missing_and_new_facts_are_told_apart() {
        let name = Column { name: "name", ..ID };
        let live = Table {
            columns: &[
                Column {
                    sql_type: "integer",
                    ..ID
                },
                name,
            ],
            indexes: &[],
            ..USERS
        };
        assert_eq!(
            found(live),
            [
                "`users`: column `id`: compiled `column id: \"bigint\" not null default`, \
                 live `column id: \"integer\" not null default`",
                "`users`: column `name`: not in the compiled catalog, \
                 live `column name: \"bigint\" not null default`",
                "`users`: index `users_email_key`: \
                 compiled `unique users_email_key (email)`, not in the live database",
            ]
        );
    }

    #[test]
    fn foreign_keys_without_names_are_told_apart_by_their_columns() {
        let changed = ForeignKey {
            on_delete: ReferentialAction::Cascade,
            ..TO_TENANT
        };
        assert_eq!(
            found(Table {
                foreign_keys: &[TO_TENANT, changed],
                ..USERS
            }),
            [
                "`users`: foreign key `(tenant_id)`: not in the compiled catalog, \
              live `foreign key (tenant_id) references tenants (id) on delete cascade`"
            ]
        );
    }

    #[test]
    fn the_error_names_the_command() {
        let drift = Drift::Differences(compare(COMPILED, &sqlite(&[])));
        assert_eq!(
            format!("{drift:?}"),
            "the compiled catalog differs from the database:\n  \
             `users`: table: compiled `table`, not in the live database\n\
             help: run `camshaft print-catalog` and compile again"
        );
        let drift = Drift::NoCatalog(Backend::Postgres);
        assert!(
            drift
                .to_string()
                .starts_with("the compiled catalog has no section for PostgreSQL")
        );
    }
}
