//! Key columns that stand among the values already: found before anything is sent.
//!
//! Diesel renders values only as a whole, so the plain insert of the values is rendered and read:
//! its columns by name, the bound value of a key column by its `Debug` text. Values that look the
//! same but are stored differently pass; the server's comparison of the row stored reports them.

use diesel::backend::Backend as DieselBackend;
use diesel::debug_query;
use diesel::query_builder::{InsertStatement, QueryFragment};
use diesel::{Insertable, associations::HasTable};

use super::columns::{BindKey, ColumnSet, KeyColumns};
use super::nodes::Delete;
use super::relation::Relation;
use super::values::{Creates, NoValues, Values};
use crate::dialect::Dialect;
use crate::error::Error;

/// Values that can say which key columns they state.
pub trait States<R: Relation, DB: DieselBackend>: Creates<R> {
    /// The key columns among the values.
    ///
    /// # Errors
    ///
    /// [`Error::KeyMismatch`] when one of them has another value than the key, or none that can
    /// be known before the insert (an SQL expression, `DEFAULT`).
    fn stated(&self, key: &R::Key) -> Result<ColumnSet, Error>;
}

impl<R, DB> States<R, DB> for NoValues
where
    R: Relation,
    DB: DieselBackend,
    Self: Creates<R>,
{
    fn stated(&self, _: &R::Key) -> Result<ColumnSet, Error> {
        Ok(ColumnSet::default())
    }
}

impl<R, V, DB> States<R, DB> for Values<V>
where
    R: Relation,
    DB: Dialect,
    V: Insertable<R::Table> + Clone,
    Self: Creates<R>,
    InsertStatement<R::Table, V::Values>: QueryFragment<DB>,
    Delete<R>: QueryFragment<DB>,
    R::Key: BindKey<R::Columns, DB>,
{
    fn stated(&self, key: &R::Key) -> Result<ColumnSet, Error> {
        let insert = self.0.clone().insert_into(R::Table::table());
        let rendered = debug_query::<DB, _>(&insert).to_string();
        let assignments = Assignments::read(&rendered);
        let named = || {
            let names = R::Columns::NAMES.iter().enumerate();
            names.filter_map(|(position, name)| Some((position, *name, assignments.of(name)?)))
        };
        if named().next().is_none() {
            return Ok(ColumnSet::default());
        }
        let values = format!("{:#?}", debug_query::<DB, _>(&insert));
        let keys = format!(
            "{:#?}",
            debug_query::<DB, _>(&Delete::<R>::new(key.clone()))
        );
        let (values, keys) = (binds(&values), binds(&keys));
        named().try_fold(ColumnSet::default(), |set, (position, column, value)| {
            let stated = value.bind.and_then(|bind| values.get(bind));
            if stated.is_some()
                && stated.map(|text| innermost(text))
                    == keys.get(position).map(|text| innermost(text))
            {
                Ok(set.with(position))
            } else {
                Err(Error::KeyMismatch {
                    table: R::TABLE,
                    column,
                })
            }
        })
    }
}

/// A value of a rendered insert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Value {
    /// Which bind it is, if it is nothing but a placeholder.
    bind: Option<usize>,
}

/// The columns and values of a rendered single-row insert.
#[derive(Debug, PartialEq, Eq)]
struct Assignments(Vec<(String, Value)>);

impl Assignments {
    /// Reads `INSERT INTO t (a, b) VALUES ($1, DEFAULT) -- binds: ..`.
    fn read(sql: &str) -> Self {
        let mut groups = Groups { rest: sql };
        let (Some(columns), Some(values)) = (groups.next(), groups.next()) else {
            return Self(Vec::new());
        };
        let mut placeholders = 0;
        let values = split(values).into_iter().map(|value| {
            let first = placeholders;
            placeholders += unquoted(value).filter(|(_, c)| *c == '?').count();
            let numbered = |n: &str| n.parse::<usize>().ok()?.checked_sub(1);
            let bind = match value {
                "?" => Some(first),
                other => other.strip_prefix('$').and_then(numbered),
            };
            Value { bind }
        });
        Self(
            split(columns)
                .into_iter()
                .map(unquote)
                .zip(values)
                .collect(),
        )
    }

    fn of(&self, column: &str) -> Option<Value> {
        let found = self.0.iter().find(|(name, _)| name == column);
        found.map(|(_, value)| *value)
    }
}

/// The top-level parentheses of an SQL text.
struct Groups<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Groups<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let mut depth = 0_usize;
        let mut start = 0;
        for (at, character) in unquoted(self.rest) {
            match character {
                '(' => {
                    depth += 1;
                    if depth == 1 {
                        start = at + 1;
                    }
                }
                ')' if depth == 1 => {
                    let group = &self.rest[start..at];
                    self.rest = &self.rest[at + 1..];
                    return Some(group);
                }
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        None
    }
}

/// Splits at the commas that stand in no quotes and no parentheses.
fn split(list: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    for (at, character) in unquoted(list) {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(list[start..].trim());
    parts
}

/// The characters that stand in no quotes, with their positions.
fn unquoted(sql: &str) -> impl Iterator<Item = (usize, char)> {
    let mut quote = None;
    sql.char_indices()
        .filter(move |(_, character)| match (quote, *character) {
            (Some(open), c) => {
                if c == open {
                    quote = None;
                }
                false
            }
            (None, c @ ('"' | '`' | '\'')) => {
                quote = Some(c);
                false
            }
            (None, _) => true,
        })
}

/// The name in an identifier as Diesel quotes it.
fn unquote(identifier: &str) -> String {
    let mut characters = identifier.chars();
    match characters.next() {
        Some(quote @ ('"' | '`')) => {
            let doubled: String = [quote, quote].iter().collect();
            let inner = characters.as_str();
            let inner = inner.strip_suffix(quote).unwrap_or(inner);
            inner.replace(&doubled, &quote.to_string())
        }
        _ => identifier.to_owned(),
    }
}

/// The elements of the list of binds in the pretty form of a debug query.
///
/// Each begins on a line of its own, indented by eight spaces; lines that begin deeper, or with a
/// closing bracket, continue the one before.
fn binds(pretty: &str) -> Vec<String> {
    let (_, listed) = pretty.split_once("\n    binds: [").unwrap_or_default();
    let mut elements: Vec<String> = Vec::new();
    for line in listed.lines() {
        let Some(part) = line.strip_prefix("        ") else {
            continue;
        };
        match elements.last_mut() {
            Some(last) if part.starts_with([' ', '}', ']', ')']) => {
                last.push('\n');
                last.push_str(part);
            }
            _ => elements.push(part.to_owned()),
        }
    }
    elements
}

/// The value within newtypes and `Some(..)`: a key and a stated value of other Rust types may be
/// the same to the server.
fn innermost(pretty: &str) -> String {
    let mut value = pretty.to_owned();
    while let Some(inner) = unwrapped(&value) {
        value = inner;
    }
    value
}

/// `inner,` of `Name(\n    inner,\n),`.
fn unwrapped(pretty: &str) -> Option<String> {
    let (name, rest) = pretty.split_once("(\n")?;
    let inner = rest.strip_suffix("\n),")?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    is_name.then(|| {
        let lines = inner.lines();
        let dedented = lines.map(|line| line.strip_prefix("    ").unwrap_or(line));
        dedented.collect::<Vec<_>>().join("\n")
    })
}

#[cfg(test)]
mod tests {
    use super::{Assignments, Value, binds, innermost};

    fn read(sql: &str) -> Vec<(String, Option<usize>)> {
        let Assignments(read) = Assignments::read(sql);
        read.into_iter()
            .map(|(name, Value { bind })| (name, bind))
            .collect()
    }

    #[test]
    fn numbered_placeholders_name_their_bind() {
        let sql =
            r#"INSERT INTO "a (b)" ("x", "y", "z") VALUES ($1, DEFAULT, $2) -- binds: [1, 2]"#;
        assert_eq!(
            read(sql),
            [
                ("x".into(), Some(0)),
                ("y".into(), None),
                ("z".into(), Some(1))
            ]
        );
    }

    #[test]
    fn question_marks_are_counted_outside_of_quotes() {
        let sql =
            "INSERT INTO `t` (`x`, `y``s`, `z`) VALUES (coalesce(?, '?'), 'a,?', ?) -- binds: []";
        assert_eq!(
            read(sql),
            [
                ("x".into(), None),
                ("y`s".into(), None),
                ("z".into(), Some(1))
            ]
        );
    }

    #[test]
    fn default_values_name_no_column() {
        assert_eq!(read("INSERT INTO `t` DEFAULT VALUES -- binds: []"), []);
    }

    #[derive(Debug)]
    #[expect(dead_code, reason = "read by Debug only")]
    struct Deep {
        inner: Vec<u8>,
    }

    #[test]
    fn value_is_found_within_newtypes() {
        #[derive(Debug)]
        struct Id<T>(T);
        let shown = |value: &dyn std::fmt::Debug| innermost(&format!("{value:#?},"));
        assert_eq!(shown(&Some(Id("a (\n"))), shown(&"a (\n"));
        assert_eq!(shown(&Id(Id(vec![1, 2]))), shown(&vec![1, 2]));
        assert_ne!(shown(&Id("Id(1)")), shown(&Id(1)));
        assert_ne!(shown(&Id(1)), shown(&Id(2)));
    }

    #[test]
    fn binds_are_told_apart_whatever_they_contain() {
        #[derive(Debug)]
        #[expect(dead_code, reason = "read by Debug only")]
        struct Query {
            sql: &'static str,
            binds: (Vec<String>, Vec<Deep>),
        }
        let nested = format!(
            "Query {{\n    sql: \"\",\n    binds: {},\n}}",
            format!("{:#?}", ["a, \"b\"", "\n        c"]).replace('\n', "\n    ")
        );
        assert_eq!(binds(&nested), ["\"a, \\\"b\\\"\",", "\"\\n        c\","]);
        let deep = format!("{:#?}", [Deep { inner: vec![1] }, Deep { inner: vec![2] }]);
        let deep = format!(
            "Query {{\n    sql: \"\",\n    binds: {},\n}}",
            deep.replace('\n', "\n    ")
        );
        assert_eq!(binds(&deep).len(), 2);
    }
}
