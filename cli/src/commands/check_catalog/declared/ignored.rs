//! Columns that a struct does without, and that are to be removed.

use proc_macro2::TokenTree;
use syn::ext::IdentExt as _;

use super::names::Names;
use crate::project::source::value_of;

/// An `ignore(.., remove_after = "..")`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ignored {
    column: String,
    remove_after: String,
}

impl Ignored {
    /// What stands within the parentheses, if it has a date: without one, nobody is reminded.
    pub(super) fn parse(items: &[Vec<TokenTree>]) -> Option<Self> {
        let [TokenTree::Ident(column)] = items.first()?.as_slice() else {
            return None;
        };
        let mut values = items[1..].iter().filter_map(|item| value_of(item));
        let (_, remove_after) = values.find(|(name, _)| name == "remove_after")?;
        Some(Self {
            column: column.unraw().to_string(),
            remove_after,
        })
    }

    /// Whether the date is past; dates of this form are in order as texts.
    pub(super) fn is_due(&self, today: &str) -> bool {
        self.remove_after.as_str() < today
    }

    /// The declaration, for people.
    pub(super) fn text(&self) -> String {
        let Self {
            column,
            remove_after,
        } = self;
        format!("ignore({column}, remove_after = {remove_after:?})")
    }

    /// What is to be removed; `table!` may have the column still, or not any more.
    pub(super) fn state(&self, names: &Names<'_>) -> String {
        let column = names.column(&self.column).unwrap_or(&self.column);
        let Some(table) = names.table() else {
            return format!("the date is past: drop the column `{column}`, and this declaration");
        };
        if table.columns.iter().any(|it| it.name == column) {
            let table = table.name;
            format!(
                "the date is past: drop the column `{column}` of `{table}`, and then this declaration"
            )
        } else {
            format!("the column `{column}` is gone: remove this declaration")
        }
    }
}
