//! What a rendered insert or update says: its columns by name, its binds by their `Debug` text.

/// A value that a column is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value {
    /// Which bind it is, if it is nothing but a placeholder.
    pub(super) bind: Option<usize>,
}

/// The columns of a rendered single-row insert, quoted, and their values, both as SQL.
///
/// A column that is given its default is left out: it says the same, and `DEFAULT` stands in
/// `VALUES` only.
pub(crate) fn row_of_insert(sql: &str) -> Vec<(&str, &str)> {
    let mut groups = Groups { rest: sql };
    let (Some(columns), Some(values)) = (groups.next(), groups.next()) else {
        return Vec::new();
    };
    let row = split(columns).into_iter().zip(split(values));
    row.filter(|(_, value)| *value != "DEFAULT").collect()
}

/// The columns and values of a rendered single-row insert, or of a rendered update.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Assignments(Vec<(String, Value)>);

impl Assignments {
    /// Reads `INSERT INTO t (a, b) VALUES ($1, DEFAULT) -- binds: ..`.
    pub(crate) fn of_insert(sql: &str) -> Self {
        let mut groups = Groups { rest: sql };
        let (Some(columns), Some(values)) = (groups.next(), groups.next()) else {
            return Self(Vec::new());
        };
        Self::pair(split(columns), split(values))
    }

    /// Reads `a = $1, b = b + 1 -- binds: ..`.
    pub(in crate::keyed) fn of_changeset(sql: &str) -> Self {
        let list = sql.rsplit_once("-- binds: ").map_or(sql, |(list, _)| list);
        let assignments = split(list);
        let (columns, values) = assignments.into_iter().filter_map(split_assignment).unzip();
        Self::pair(columns, values)
    }

    fn pair(columns: Vec<&str>, values: Vec<&str>) -> Self {
        let mut placeholders = 0;
        let values = values.into_iter().map(|value| {
            let first = placeholders;
            placeholders += unquoted(value).filter(|(_, c)| *c == '?').count();
            let numbered = |n: &str| n.parse::<usize>().ok()?.checked_sub(1);
            let bind = match value {
                "?" => Some(first),
                other => other.strip_prefix('$').and_then(numbered),
            };
            Value { bind }
        });
        Self(columns.into_iter().map(unquote).zip(values).collect())
    }

    pub(super) fn of(&self, column: &str) -> Option<Value> {
        let found = self.0.iter().find(|(name, _)| name == column);
        found.map(|(_, value)| *value)
    }

    /// Whether a column is given a value.
    pub(crate) fn states(&self, column: &str) -> bool {
        self.of(column).is_some()
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

/// Column and value of `column = value`.
fn split_assignment(assignment: &str) -> Option<(&str, &str)> {
    let (equals, _) = unquoted(assignment).find(|(_, character)| *character == '=')?;
    Some((assignment[..equals].trim(), assignment[equals + 1..].trim()))
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

/// The value within newtypes and `Some(..)`: a key and a stated value of other Rust types may be
/// the same to the server.
pub(super) fn innermost(pretty: &str) -> String {
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
    use super::{Assignments, Value, binds, innermost, row_of_insert};

    fn read(sql: &str) -> Vec<(String, Option<usize>)> {
        let Assignments(read) = Assignments::of_insert(sql);
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

    #[test]
    fn row_of_an_insert_leaves_defaults_out() {
        let sql = "INSERT INTO `a (b)` (`x`, `y, z`, `w`) VALUES (k.x, DEFAULT, concat(?, ','))";
        assert_eq!(
            row_of_insert(sql),
            [("`x`", "k.x"), ("`w`", "concat(?, ',')")]
        );
        assert_eq!(row_of_insert("INSERT INTO `t` DEFAULT VALUES"), []);
    }

    #[test]
    fn changesets_are_read_as_inserts_are() {
        let read = |sql| Assignments::of_changeset(sql).0;
        let bind = |bind| Value { bind };
        assert_eq!(
            read(
                r#""a = b" = $1, "n" = ("t"."n" + $2), "z" = $3 -- binds: ["x = 1, y = 2", 2, 3]"#
            ),
            [
                ("a = b".into(), bind(Some(0))),
                ("n".into(), bind(None)),
                ("z".into(), bind(Some(2)))
            ]
        );
        assert_eq!(
            read("`a` = coalesce(?, ?), `b` = ? -- binds: [1, 2, 3]"),
            [("a".into(), bind(None)), ("b".into(), bind(Some(2)))]
        );
        assert_eq!(Assignments::of_changeset(""), Assignments(Vec::new()));
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
