//! The check of the longest values of a key: an entry of a PostgreSQL B-tree takes at most a third of a
//! page.

use camshaft::duplicates::KeyElement;

use super::target::IndexTarget;
use crate::database::Database;
use crate::error::Error;

/// Returns the FROM and WHERE of the rows that may be too long: values of less than a quarter of a page
/// never are. Longer ones may be shorter in the index, which compresses what the table did not.
fn long_rows(target: &IndexTarget) -> String {
    let sizes: Vec<_> = target
        .keys()
        .iter()
        .map(|key| format!("coalesce(pg_column_size({key}), 0)"))
        .collect();
    let is_long = format!(
        "{} > current_setting('block_size')::integer / 4",
        sizes.join(" + ")
    );
    // Expressions are evaluated only for rows that the index would have.
    let condition = match &target.spec.predicate {
        Some(predicate) => format!("CASE WHEN ({predicate}) THEN {is_long} END"),
        None => is_long,
    };
    format!("FROM {} WHERE {condition}", target.table_name())
}

/// Inserts the long rows into an empty copy of the table that has the index.
///
/// # Errors
///
/// Returns the server's error for the first value that is too long, or for an expression that fails for a row.
pub(super) fn check(
    database: &mut dyn Database,
    target: &IndexTarget,
    copy: &IndexTarget,
) -> Result<(), Error> {
    let long = long_rows(target);
    // A limit that is meant for queries would end it.
    let unlimited = database.execute("SET LOCAL statement_timeout = 0");
    unlimited.map_err(|it| Error::database(&it))?;
    let count = database.texts(&format!("SELECT count(*)::text AS value {long}"));
    let count = count.map_err(|it| {
        target.refused(
            &it,
            "the expression fails for a row: change the expression or the row",
        )
    })?;
    if count.concat() == "0" {
        return Ok(());
    }
    // Of equal rows one is enough.
    let tried = database.execute(&format!(
        "INSERT INTO {} SELECT * {long} ON CONFLICT DO NOTHING",
        copy.table_name()
    ));
    tried.map_err(|it| {
        target.refused(
            &it,
            format_args!(
                "index a hash of the value instead: --expression '{}'",
                hashed(target)
            ),
        )
    })
}

/// Returns `md5(bio)` for a key of one column; which one of several is too long is not known.
fn hashed(target: &IndexTarget) -> String {
    let is_plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    match target.spec.keys.as_slice() {
        [KeyElement::Column(name)] if name.chars().all(is_plain) => format!("md5({name})"),
        [KeyElement::Column(_)] => format!("md5({})", target.keys().concat()),
        [KeyElement::Expression(text)] => format!("md5({text})"),
        _ => "md5(COLUMN)".to_owned(),
    }
}
