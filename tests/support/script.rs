//! SQL scripts, cut into statements.

/// The expected result of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A statement that succeeds.
    Succeeds,
    /// A statement that fails, such as one that leaves an INVALID index behind.
    Fails,
}

/// Splits a script at lines `--- next` and `--- next fails`.
///
/// PostgreSQL runs several statements sent at once in one transaction, and some refuse that.
pub(crate) fn parts(script: &str) -> Vec<(Part, String)> {
    let mut parts = vec![(Part::Succeeds, String::new())];
    for line in script.lines() {
        match line {
            "--- next" => parts.push((Part::Succeeds, String::new())),
            "--- next fails" => parts.push((Part::Fails, String::new())),
            line => {
                let (_, text) = parts.last_mut().expect("there is a first part");
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    parts
}

/// Runs a script on any connection.
pub(crate) fn run(conn: &mut impl diesel::connection::SimpleConnection, script: &str) {
    for (part, sql) in parts(script) {
        let result = conn.batch_execute(&sql);
        let as_wanted = result.is_ok() == (part == Part::Succeeds);
        assert!(as_wanted, "{part:?}: {result:?} of:\n{sql}");
    }
}
