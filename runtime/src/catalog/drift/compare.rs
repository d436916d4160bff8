//! The comparison, by the lines of `catalog!`.

use std::collections::BTreeMap;

use super::{FactDifference, Subject};
use crate::catalog::{Backend, Catalog, Line, Table, TableKind};

/// Lists how a live database differs from the compiled catalogs of its server.
///
/// Only tables of a compiled catalog are looked at, and of these only what the printed catalog
/// holds: never an index's access method, operator classes, sort order, `INCLUDE` columns, text or
/// the name of its constraint.
///
/// ```
/// use camshaft::catalog::{Backend, Catalog, compare};
///
/// let empty = Catalog { backend: Backend::Sqlite, tables: &[] };
/// assert!(compare(&[empty], &empty).is_empty());
/// ```
#[must_use]
pub fn compare(compiled: &[Catalog<'static>], live: &Catalog<'_>) -> Vec<FactDifference> {
    compiled
        .iter()
        .filter(|catalog| catalog.backend == live.backend)
        .flat_map(|catalog| catalog.tables)
        .flat_map(|table| compare_table(table, live))
        .collect()
}

fn compare_table(compiled: &Table<'_>, live: &Catalog<'_>) -> Vec<FactDifference> {
    let backend = live.backend;
    let mut report = TableDifferences {
        table: display_name(compiled, backend),
        differences: Vec::new(),
    };
    let Some(live) = live
        .tables
        .iter()
        .find(|live| (live.schema, live.name) == (compiled.schema, compiled.name))
    else {
        report.push(Subject::Table, Some(kind(compiled)), None);
        return report.differences;
    };
    if kind(live) != kind(compiled) {
        report.push(Subject::Table, Some(kind(compiled)), Some(kind(live)));
    }
    report.compare(columns(compiled, backend), columns(live, backend));
    report.compare(indexes(compiled, backend), indexes(live, backend));
    report.compare(foreign_keys(compiled, backend), foreign_keys(live, backend));
    report.differences
}

/// Returns the table's name, with its schema unless that is the default.
pub(crate) fn display_name(table: &Table<'_>, backend: Backend) -> String {
    if backend.default_schema() == table.schema {
        table.name.to_owned()
    } else {
        format!("{}.{}", table.schema, table.name)
    }
}

/// Returns the kind as `table`, or `table, inherited`.
fn kind(table: &Table<'_>) -> String {
    let kind = match table.kind {
        TableKind::Table => "table",
        TableKind::View => "view",
        TableKind::MaterializedView => "materialized view",
    };
    let words: Vec<_> = std::iter::once(kind).chain(table.obstacles()).collect();
    words.join(", ")
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

struct TableDifferences {
    table: String,
    differences: Vec<FactDifference>,
}

impl TableDifferences {
    fn push(&mut self, subject: Subject, compiled: Option<String>, live: Option<String>) {
        let table = self.table.clone();
        self.differences.push(FactDifference {
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
