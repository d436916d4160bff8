//! Uniqueness that no index proves yet.

use camshaft::catalog::{Index, Table};
use proc_macro2::TokenTree;
use syn::ext::IdentExt as _;

use super::names::Names;
use crate::project::source::{is_word, value_of};
use crate::util::catalog::fault;

/// A `unique(.., pending)`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pending {
    /// The columns' names in Rust.
    columns: Vec<String>,
    expression: Option<String>,
    predicate: Option<String>,
    nulls_not_distinct: bool,
}

impl Pending {
    /// What stands within the parentheses, if it is pending: the word stands behind the key.
    pub(super) fn parse(items: &[Vec<TokenTree>]) -> Option<Self> {
        let has = |word| items.iter().skip(1).any(|item| is_word(item, word));
        if !has("pending") {
            return None;
        }
        let mut pending = Self {
            columns: Vec::new(),
            expression: None,
            predicate: None,
            nulls_not_distinct: has("nulls_not_distinct"),
        };
        for (position, item) in items.iter().enumerate() {
            let words = ["pending", "nulls_not_distinct"];
            let is_option = position > 0 && words.iter().any(|it| is_word(item, it));
            match item.as_slice() {
                _ if is_option => {}
                [TokenTree::Ident(name)] => pending.columns.push(name.unraw().to_string()),
                [TokenTree::Ident(name), TokenTree::Punct(colon), ..] if colon.as_char() == ':' => {
                    pending.columns.push(name.unraw().to_string());
                }
                item => {
                    if let Some((name, text)) = value_of(item) {
                        match name.as_str() {
                            "expression" => pending.expression = Some(text),
                            "where" => pending.predicate = Some(text),
                            _ => {}
                        }
                    }
                }
            }
        }
        Some(pending)
    }

    /// The declaration, for people.
    pub(super) fn text(&self) -> String {
        let mut words = self.columns.clone();
        let options = [("expression", &self.expression), ("where", &self.predicate)];
        for (word, text) in options {
            words.extend(text.as_ref().map(|text| format!("{word} = {text:?}")));
        }
        words.push("pending".to_owned());
        format!("unique({})", words.join(", "))
    }

    /// Whether an index proves it by now.
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
                && (index.nulls_not_distinct || !self.nulls_not_distinct)
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
