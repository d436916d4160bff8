//! Uniqueness that no index proves yet.

use camshaft::catalog::{Index, Table};
use camshaft_syntax::model::Unique;
use syn::LitStr;
use syn::ext::IdentExt as _;

use super::names::Names;
use crate::util::catalog::fault;

/// A `unique(.., pending)`.
#[derive(Debug)]
pub(super) struct Pending<'s> {
    /// The columns' names in Rust.
    columns: Vec<String>,
    expression: Option<String>,
    predicate: Option<String>,
    declared: &'s Unique,
}

impl<'s> Pending<'s> {
    /// Returns the declaration, if it is pending.
    pub(super) fn of(declared: &'s Unique) -> Option<Self> {
        let columns = declared.columns.iter();
        let expression = declared.pending.expression.as_ref();
        (!declared.is_proven()).then(|| Self {
            columns: columns.map(|it| it.name.unraw().to_string()).collect(),
            expression: expression.map(|(_, text)| text.value()),
            predicate: declared.narrowing.predicate.as_ref().map(LitStr::value),
            declared,
        })
    }

    /// Returns its line in the source.
    pub(super) fn line(&self) -> usize {
        self.declared.word.span().start().line
    }

    /// Returns the declaration as text.
    pub(super) fn text(&self) -> String {
        let mut words = self.columns.clone();
        let options = [("expression", &self.expression), ("where", &self.predicate)];
        for (word, text) in options {
            words.extend(text.as_ref().map(|text| format!("{word} = {text:?}")));
        }
        words.push("pending".to_owned());
        format!("unique({})", words.join(", "))
    }

    /// Describes the index that proves the declaration, if there is one.
    pub(super) fn state(&self, names: &Names<'_>) -> String {
        let Some(index) = self.proving(names) else {
            return "no index proves it yet".to_owned();
        };
        let name = index.name.unwrap_or("the primary key");
        let remedy = match self.expression {
            Some(_) => format!("declare it with `index = {name}`"),
            None => "remove `pending`".to_owned(),
        };
        format!("`{name}` proves it: {remedy}")
    }

    fn proving<'a>(&self, names: &Names<'a>) -> Option<&'a Index<'a>> {
        let columns: Option<Vec<_>> = self.columns.iter().map(|it| names.column(it)).collect();
        let columns = columns?;
        let table: &Table<'_> = names.table()?;
        table.indexes.iter().find(|index| {
            let (expression, predicate) = (&self.expression, &self.predicate);
            index.unique
                && fault(names.catalog.backend, table, index).is_none()
                && (index.nulls_not_distinct || self.declared.pending.nulls_not_distinct.is_none())
                && camshaft::proof::is_index_on(
                    names.catalog.backend,
                    index,
                    &columns,
                    expression.as_deref(),
                    predicate.as_deref(),
                )
        })
    }
}
