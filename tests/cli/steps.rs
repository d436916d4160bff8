//! The lines of `steps`.

/// One line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Arguments of `camshaft`, and environment variables, set or removed.
    Camshaft {
        env: Vec<(String, Option<String>)>,
        args: Vec<String>,
    },
    /// SQL, run in the database.
    Sql(String),
    /// A query whose rows are shown: one column, a text called `value`.
    Rows(String),
}

/// Reads `sql: ..`, `rows: ..` or `[NAME=VALUE | !NAME ..] camshaft ..`.
pub(crate) fn parse(line: &str) -> Step {
    if let Some(sql) = line.strip_prefix("sql: ") {
        return Step::Sql(sql.to_owned());
    }
    if let Some(query) = line.strip_prefix("rows: ") {
        return Step::Rows(query.to_owned());
    }
    let mut env = Vec::new();
    let mut words = words(line).into_iter();
    for word in words.by_ref() {
        match (word.strip_prefix('!'), word.split_once('=')) {
            (Some(name), _) => env.push((name.to_owned(), None)),
            (None, Some((name, value))) => env.push((name.to_owned(), Some(value.to_owned()))),
            (None, None) => {
                assert_eq!(word, "camshaft", "no step: {line}");
                break;
            }
        }
    }
    Step::Camshaft {
        env,
        args: words.collect(),
    }
}

/// Splits at spaces outside of single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().expect("there is a first word").push(c),
        }
    }
    assert!(!quoted, "an open quote in: {line}");
    words
}
