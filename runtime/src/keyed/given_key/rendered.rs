//! The assignments of a rendered insert or update: its columns by name, its binds by their `Debug`
//! text.

use crate::catalog::Backend;
use crate::sql::{Backslashes, Lexis, Token, span, tokens, unquoted};

/// A value that a column is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value {
    /// The number of the bind, if the value is nothing but a placeholder.
    pub(super) bind: Option<usize>,
}

/// Returns the columns of a rendered single-row insert, quoted, and their values, both as SQL.
///
/// A column that is given its default is left out: that means the same, and `DEFAULT` is written in
/// `VALUES` only.
pub(crate) fn row_of_insert(backend: Backend, sql: &str) -> Vec<(&str, &str)> {
    let row = columns_and_values(backend, sql);
    let row = row.map(|(columns, values)| columns.into_iter().zip(values));
    let row = row.into_iter().flatten();
    let row = row.map(|(column, value)| (text(sql, &column), text(sql, &value)));
    row.filter(|(_, value)| *value != "DEFAULT").collect()
}

/// The columns and values of a rendered single-row insert, or of a rendered update.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Assignments(Vec<(String, Value)>);

impl Assignments {
    /// Reads `INSERT INTO t (a, b) VALUES ($1, DEFAULT) -- binds: ..`.
    pub(crate) fn of_insert(backend: Backend, sql: &str) -> Self {
        match columns_and_values(backend, sql) {
            Some((columns, values)) => Self::pair(sql, &columns, &values),
            None => Self(Vec::new()),
        }
    }

    /// Reads `a = $1, b = b + 1 -- binds: ..`.
    pub(in crate::keyed) fn of_changeset(backend: Backend, sql: &str) -> Self {
        let tokens = tokens(Lexis::of(backend), sql);
        let assignments = split(&tokens)
            .into_iter()
            .filter_map(|it| split_assignment(&it));
        let (columns, values): (Vec<_>, Vec<_>) = assignments.unzip();
        Self::pair(sql, &columns, &values)
    }

    fn pair(sql: &str, columns: &[Vec<Token<'_>>], values: &[Vec<Token<'_>>]) -> Self {
        let mut placeholders = 0;
        let values = values.iter().map(|value| {
            let first = placeholders;
            placeholders += value.iter().filter(|token| token.is_symbol(b'?')).count();
            let numbered = |n: &str| n.parse::<usize>().ok()?.checked_sub(1);
            let bind = match text(sql, value) {
                "?" => Some(first),
                other => other.strip_prefix('$').and_then(numbered),
            };
            Value { bind }
        });
        let columns = columns.iter().map(|column| unquoted(text(sql, column)));
        Self(columns.zip(values).collect())
    }

    pub(super) fn of(&self, column: &str) -> Option<Value> {
        let found = self.0.iter().find(|(name, _)| name == column);
        found.map(|(_, value)| *value)
    }

    /// Returns true if a column is given a value.
    pub(crate) fn assigns(&self, column: &str) -> bool {
        self.of(column).is_some()
    }
}

/// The tokens of each item of a list.
type Items<'s> = Vec<Vec<Token<'s>>>;

/// Returns the two lists of an insert; `None` where it has none.
fn columns_and_values(backend: Backend, sql: &str) -> Option<(Items<'_>, Items<'_>)> {
    let usual = Lexis::of(backend);
    // A session of MySQL may have NO_BACKSLASH_ESCAPES, under which a string can end with a backslash.
    let other = usual.with(Backslashes::Marked);
    [usual, other].into_iter().find_map(|lexis| {
        let tokens = tokens(lexis, sql);
        let mut groups = groups(&tokens).map(split);
        Some((groups.next()?, groups.next()?))
    })
}

/// Returns the insides of the top-level parentheses.
fn groups<'t, 's>(tokens: &'t [Token<'s>]) -> impl Iterator<Item = &'t [Token<'s>]> {
    let mut rest = tokens;
    std::iter::from_fn(move || {
        let open = rest.iter().position(|token| token.is_symbol(b'('))?;
        let inner = &rest[open + 1..];
        let close = inner.iter().position(|token| token.depth == 0)?;
        rest = &inner[close + 1..];
        Some(&inner[..close])
    })
}

/// Splits at the commas that are within no further parentheses.
fn split<'s>(tokens: &[Token<'s>]) -> Items<'s> {
    let depth = tokens.first().map_or(0, |token| token.depth);
    let items = tokens.split(|token| token.depth == depth && token.is_symbol(b','));
    items.map(<[_]>::to_vec).collect()
}

/// Splits `column = value`.
fn split_assignment<'s>(tokens: &[Token<'s>]) -> Option<(Vec<Token<'s>>, Vec<Token<'s>>)> {
    let equals = tokens.iter().position(|token| token.is_symbol(b'='))?;
    Some((tokens[..equals].to_vec(), tokens[equals + 1..].to_vec()))
}

fn text<'s>(sql: &'s str, tokens: &[Token<'_>]) -> &'s str {
    span(sql, tokens).unwrap_or_default()
}

/// Returns the elements of the list of binds in the pretty form of a debug query.
///
/// Each begins on a line of its own, indented by eight spaces; lines that begin deeper, or with a
/// closing bracket, continue the one before.
pub(super) fn binds(pretty: &str) -> Vec<String> {
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

/// Returns the value within newtypes and `Some(..)`: a key and a given value of other Rust types
/// may be the same to the server.
pub(super) fn innermost(pretty: &str) -> String {
    let mut value = pretty.to_owned();
    while let Some(inner) = unwrapped(&value) {
        value = inner;
    }
    value
}

/// Returns the text within `Name(..)`, with its comma.
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
    use crate::catalog::Backend;

    use super::{Assignments, Value, binds, innermost, row_of_insert};

    fn read(backend: Backend, sql: &str) -> Vec<(String, Option<usize>)> {
        let Assignments(read) = Assignments::of_insert(backend, sql);
        read.into_iter()
            .map(|(name, Value { bind })| (name, bind))
            .collect()
    }

    #[test]
    fn numbered_placeholders_name_their_bind() {
        let sql =
            r#"INSERT INTO "a (b)" ("x", "y", "z") VALUES ($1, DEFAULT, $2) -- binds: [1, 2]"#;
        assert_eq!(
            read(Backend::Postgres, sql),
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
            read(Backend::Mysql, sql),
            [
                ("x".into(), None),
                ("y`s".into(), None),
                ("z".into(), Some(1))
            ]
        );
    }

    #[test]
    fn default_values_name_no_column() {
        let sql = "INSERT INTO `t` DEFAULT VALUES -- binds: []";
        for backend in [Backend::Postgres, Backend::Mysql, Backend::Sqlite] {
            assert_eq!(read(backend, sql), []);
        }
    }

    #[test]
    fn row_of_an_insert_leaves_defaults_out() {
        let sql = "INSERT INTO `a (b)` (`x`, `y, z`, `w`) VALUES (k.x, DEFAULT, concat(?, ','))";
        assert_eq!(
            row_of_insert(Backend::Mysql, sql),
            [("`x`", "k.x"), ("`w`", "concat(?, ',')")]
        );
        assert_eq!(
            row_of_insert(Backend::Mysql, "INSERT INTO `t` DEFAULT VALUES"),
            []
        );
    }

    #[test]
    fn quote_behind_a_backslash_ends_a_string_where_it_does_on_the_server() {
        let sql = r"INSERT INTO `t` (`x`, `y`) VALUES ('it\'s, (', ?)";
        assert_eq!(
            row_of_insert(Backend::Mysql, sql),
            [("`x`", r"'it\'s, ('"), ("`y`", "?")]
        );
        let sql = r"INSERT INTO `t` (`x`, `y`) VALUES ('\', ?)";
        for backend in [Backend::Sqlite, Backend::Mysql] {
            let row = row_of_insert(backend, sql);
            assert_eq!(row, [("`x`", r"'\'"), ("`y`", "?")], "{backend}");
        }
    }

    #[test]
    fn commas_in_comments_split_nothing() {
        let sql = "INSERT INTO `t` (`x`, `y`) VALUES (a /* , ( ' */ + 1, ? -- , (\n)";
        assert_eq!(
            row_of_insert(Backend::Sqlite, sql),
            [("`x`", "a /* , ( ' */ + 1"), ("`y`", "?")]
        );
    }

    #[test]
    fn changesets_are_read_as_inserts_are() {
        let read = |backend, sql| Assignments::of_changeset(backend, sql).0;
        let bind = |bind| Value { bind };
        assert_eq!(
            read(
                Backend::Postgres,
                r#""a = b" = $1, "n" = ("t"."n" + $2), "z" = $3 -- binds: ["x = 1, y = 2", 2, 3]"#
            ),
            [
                ("a = b".into(), bind(Some(0))),
                ("n".into(), bind(None)),
                ("z".into(), bind(Some(2)))
            ]
        );
        assert_eq!(
            read(
                Backend::Mysql,
                "`a` = coalesce(?, ?), `b` = ? -- binds: [1, 2, 3]"
            ),
            [("a".into(), bind(None)), ("b".into(), bind(Some(2)))]
        );
        assert_eq!(
            Assignments::of_changeset(Backend::Sqlite, ""),
            Assignments(Vec::new())
        );
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
