//! The comparison of a schema with what a release needs: pure functions.

mod character_sets;
mod collations;
mod columns;
mod contract;
mod index_names;
mod keys;
mod refusals;
mod reused_names;
mod row_security;
mod statements;
mod storage;
#[cfg(test)]
mod tests;
mod types;

use super::finding::{Finding, Kind, Severity};
use crate::project::manifest::{Manifest, Needed};
use crate::state::facts::TableFacts;
use crate::state::{Server, TableState};

/// Returns the findings for a release under the schema `after`.
///
/// The old state comes from `before`, a live schema that the release ran on, else from the catalog that
/// was printed for it.
pub(crate) fn compare(
    release: &Manifest,
    server: Server,
    before: Option<&[TableState]>,
    after: &[TableState],
) -> Vec<Finding> {
    let printed = release
        .databases
        .get(&server)
        .map_or(&[][..], Vec::as_slice);
    let mut found = Findings::default();
    for needed in &release.tables {
        let find = |tables| find(tables, needed);
        let old = before.and_then(find).or_else(|| find(printed));
        let Some(new) = find(after) else {
            found.table_gone(needed, old, before.unwrap_or(printed), after);
            continue;
        };
        let table = TableComparison {
            needed,
            server,
            old,
            new,
        };
        table.compare_kinds(&mut found);
        table.compare_inserts(&mut found);
        columns::compare(&table, &mut found);
        keys::compare(&table, &mut found);
        row_security::compare(&table, &mut found);
        storage::compare(&table, &mut found);
        refusals::compare(&table, &mut found);
    }
    found.0.sort();
    found.0.dedup();
    found.0
}

/// One table, as it is needed, was and is.
pub(super) struct TableComparison<'c> {
    needed: &'c Needed,
    server: Server,
    /// The old state; `None` where it is not known.
    old: Option<&'c TableState>,
    new: &'c TableState,
}

impl TableComparison<'_> {
    /// Returns the facts that only live databases have, where both are live.
    fn facts(&self) -> Option<(&TableFacts, &TableFacts)> {
        Some((self.old?.facts.as_ref()?, self.new.facts.as_ref()?))
    }

    /// Finds a table that takes no insert, whatever was there before.
    fn compare_inserts(&self, found: &mut Findings) {
        if let Some(error) = self.new.insert_error() {
            let name = self.needed.full_name();
            let message = format!("every insert into `{name}` fails: {error}");
            let (severity, kind) = (Severity::Error, Kind::InsertFails);
            found.push(severity, kind, self.needed, None, message);
        }
    }

    fn compare_kinds(&self, found: &mut Findings) {
        if !self.new.is_view || self.old.is_none_or(|old| old.is_view) {
            return;
        }
        let message = format!("`{}` is a view now", self.needed.full_name());
        let (severity, kind) = (Severity::Warning, Kind::BecameView);
        found.push(severity, kind, self.needed, None, message);
    }
}

/// The findings so far.
#[derive(Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    fn push(
        &mut self,
        severity: Severity,
        kind: Kind,
        needed: &Needed,
        column: Option<&str>,
        message: String,
    ) {
        self.push_with(severity, kind, needed, column, message, Vec::new());
    }

    fn push_with(
        &mut self,
        severity: Severity,
        kind: Kind,
        needed: &Needed,
        column: Option<&str>,
        message: String,
        instead: Vec<String>,
    ) {
        self.0.push(Finding {
            severity,
            table: needed.full_name(),
            column: column.map(str::to_owned),
            kind,
            message,
            instead,
        });
    }

    fn table_gone(
        &mut self,
        needed: &Needed,
        old: Option<&TableState>,
        before: &[TableState],
        after: &[TableState],
    ) {
        let name = needed.full_name();
        let is_new = |table: &&TableState| !before.iter().any(|it| it.name == table.name);
        let keeps_most_columns = |table: &&TableState| {
            let columns = needed.columns.iter();
            let kept = columns
                .filter(|it| table.column(&it.name).is_some())
                .count();
            2 * kept > needed.columns.len()
        };
        let renamed = after
            .iter()
            .filter(is_new)
            .find(keeps_most_columns)
            .filter(|_| old.is_some());
        let message = match renamed {
            Some(renamed) => format!(
                "the table `{name}` is gone; it was probably renamed to `{}`",
                renamed.full_name()
            ),
            None => format!("the table `{name}` is gone"),
        };
        self.push(Severity::Error, Kind::TableGone, needed, None, message);
    }
}

fn find<'t>(tables: &'t [TableState], needed: &Needed) -> Option<&'t TableState> {
    tables
        .iter()
        .find(|table| table.name == needed.name && table.schema == needed.schema)
}
