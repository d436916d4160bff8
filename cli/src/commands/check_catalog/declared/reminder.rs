//! Columns that a struct does without, and that are to be removed.

use camshaft_syntax::model::Ignore;
use syn::ext::IdentExt as _;

use super::names::Names;

/// An `ignore(.., remove_after = "..")`.
#[derive(Debug)]
pub(super) struct IgnoreReminder {
    column: String,
    remove_after: String,
    line: usize,
}

impl IgnoreReminder {
    /// Returns the reminder of a declaration with a date.
    pub(super) fn of(declared: &Ignore) -> Option<Self> {
        Some(Self {
            column: declared.column.unraw().to_string(),
            remove_after: declared.remove_after.as_ref()?.value(),
            line: declared.column.span().start().line,
        })
    }

    /// Returns its line in the source.
    pub(super) const fn line(&self) -> usize {
        self.line
    }

    /// Returns whether the date is past; dates of this form are in order as texts.
    pub(super) fn is_due(&self, today: &str) -> bool {
        self.remove_after.as_str() < today
    }

    /// Returns the declaration as text.
    pub(super) fn text(&self) -> String {
        let Self {
            column,
            remove_after,
            ..
        } = self;
        format!("ignore({column}, remove_after = {remove_after:?})")
    }

    /// Describes what to remove: the column, if the database still has it, and the declaration.
    pub(super) fn state(&self, names: &Names<'_>) -> String {
        let column = names.column(&self.column).unwrap_or(&self.column);
        let Some(table) = names.table() else {
            return format!(
                "the date is past: drop the column `{column}`, then remove this declaration"
            );
        };
        if table.columns.iter().any(|it| it.name == column) {
            let table = table.name;
            format!(
                "the date is past: drop the column `{column}` of `{table}`, then remove this declaration"
            )
        } else {
            format!("the column `{column}` is dropped: remove this declaration")
        }
    }
}
