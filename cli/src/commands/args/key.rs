//! The key as arguments, the same for each command.

use camshaft::duplicates::{KeyElement, KeySpec};

use crate::error::{Error, OwnError};

// No doc comment: clap would take it for the help of the command.
#[derive(Debug, clap::Args)]
pub(crate) struct KeyArgs {
    /// The columns that should be unique, such as `email` or `tenant_id,slug`.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub(crate) columns: Vec<String>,
    /// An expression that should be unique, such as `lower(email)`. Can be repeated.
    #[arg(long, value_name = "SQL")]
    pub(crate) expression: Vec<String>,
    /// Considers only rows that satisfy this condition.
    #[arg(long = "where", value_name = "SQL")]
    pub(crate) predicate: Option<String>,
}

/// Splits a name with a schema before it.
fn parse_table(name: &str) -> (Option<String>, String) {
    match name.split_once('.') {
        Some((schema, table)) => (Some(schema.to_owned()), table.to_owned()),
        None => (None, name.to_owned()),
    }
}

impl KeyArgs {
    /// Returns the key that makes rows of a table duplicates.
    pub(crate) fn spec(&self, table: &str) -> Result<KeySpec, Error> {
        if self.columns.is_empty() && self.expression.is_empty() {
            return Err(KeyError::NoKey.into());
        }
        for (position, column) in self.columns.iter().enumerate() {
            if self.columns[..position].contains(column) {
                return Err(KeyError::ColumnTwice(column.clone()).into());
            }
        }
        let (schema, table) = parse_table(table);
        let mut spec = KeySpec::of_columns(table, self.columns.iter().cloned());
        spec.schema = schema;
        spec.predicate.clone_from(&self.predicate);
        let expressions = self.expression.iter().cloned();
        spec.keys.extend(expressions.map(KeyElement::Expression));
        Ok(spec)
    }
}

/// An error of the arguments of a key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyError {
    #[error("no key is given\nhelp: pass --columns, for example --columns email, or --expression")]
    NoKey,
    #[error("the column `{0}` is given twice")]
    ColumnTwice(String),
}

impl OwnError for KeyError {}
