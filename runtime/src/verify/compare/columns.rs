//! Columns: those of keys must be there, the others must not be asked for.

use super::{TablePair, column, has_column, is_column, is_on_columns, proven};
use crate::catalog::{Column, Fill, Index, KeyPart};
use crate::proof::is_required;
use crate::verify::difference::{ColumnFault, Difference};

impl TablePair<'_> {
    /// Returns the faults of key columns in order of the table, then of required columns in order
    /// of the live table.
    pub(super) fn columns(&self) -> Vec<Difference> {
        let mut faults: Vec<_> = self
            .compiled
            .columns
            .iter()
            .filter_map(|column| Some((column.name.to_owned(), self.key_column(column)?)))
            .collect();
        let required: Vec<_> = self
            .live
            .columns
            .iter()
            .filter(|column| self.is_newly_required(column))
            .filter(|column| {
                !faults
                    .iter()
                    .any(|(_, fault)| is_name_of(fault, column.name))
            })
            .map(|column| (column.name.to_owned(), ColumnFault::Required))
            .collect();
        faults.extend(required);
        faults
            .into_iter()
            .map(|(column, fault)| Difference::Column {
                table: self.table.clone(),
                column,
                fault,
            })
            .collect()
    }

    /// Returns the fault of a column of a key.
    fn key_column(&self, compiled: &Column<'static>) -> Option<ColumnFault> {
        let index = proven(self.compiled).find(|index| has_column(index, compiled.name))?;
        let Some(live) = column(self.live, compiled.name) else {
            let found = self.renamed_column(index, compiled.name);
            return Some(ColumnFault::Missing {
                found: found.map(str::to_owned),
            });
        };
        let is_generated = |column: &Column<'_>| column.fill == Fill::Generated;
        let creates = || {
            self.creating()
                .any(|index| has_column(index, compiled.name))
        };
        // A text is bound as `text` or as `citext`, and the two compare differently.
        if live.is_citext() != compiled.is_citext() {
            Some(ColumnFault::Type {
                expected: compiled.sql_type.to_owned(),
                found: live.sql_type.to_owned(),
            })
        } else if is_generated(live) && !is_generated(compiled) && creates() {
            Some(ColumnFault::Generated)
        } else {
            None
        }
    }

    /// Returns the new column that replaces an old one.
    fn renamed_column(&self, index: &Index<'_>, name: &str) -> Option<&str> {
        let at = index.keys.iter().position(|key| is_column(key, name))?;
        let live = self.namesake(index)?;
        match live.keys.get(at)?.part {
            KeyPart::Column(found) if column(self.compiled, found).is_none() => Some(found),
            KeyPart::Column(_) | KeyPart::Expression(_) => None,
        }
    }

    /// Returns whether some key created rows alone, as far as this column goes, and does no more.
    fn is_newly_required(&self, live: &Column<'_>) -> bool {
        let was = column(self.compiled, live.name).is_some_and(is_required);
        is_required(live) && !was && self.creating().any(|index| !has_column(index, live.name))
    }

    /// Returns the keys that rows are created by: of columns, and not the primary key that the
    /// server fills, where the table has another.
    fn creating(&self) -> impl Iterator<Item = &'static Index<'static>> {
        let compiled = self.compiled;
        let is_filled = |index: &Index<'_>| {
            index.primary
                && compiled
                    .columns
                    .iter()
                    .filter(|column| has_column(index, column.name))
                    .all(|column| column.fill != Fill::None)
        };
        let all = || proven(compiled).filter(|index| is_on_columns(index));
        let others = all().any(|index| !is_filled(index));
        all().filter(move |index| !others || !is_filled(index))
    }
}

/// Returns whether a column that is missing has this name now: then it is reported already.
fn is_name_of(fault: &ColumnFault, name: &str) -> bool {
    matches!(fault, ColumnFault::Missing { found: Some(found) } if found == name)
}
