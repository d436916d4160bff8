//! The option `camshaft merge --undo`.

use std::fmt::Write as _;

use camshaft::merge::{MergeError, Undo, Undone};
use diesel::result::DatabaseErrorKind;
use diesel::result::Error::DatabaseError;
use serde::Serialize;

use super::args::ResultFormat;
use crate::database::Database;
use crate::error::Error;
use crate::render::phrases::{counted, rows};
use crate::render::pretty;
use crate::util::report::{self, Outcome};

#[derive(Debug, Serialize)]
struct Json<'r> {
    run: &'r str,
    groups: u64,
    restored: u64,
    moved_back: u64,
    left: u64,
    refused: Vec<JsonRefused<'r>>,
}

/// A row that the server refused.
#[derive(Debug, Serialize)]
struct JsonRefused<'r> {
    table: &'r str,
    key: &'r str,
    reason: &'r str,
}

/// Undoes a run.
pub(super) fn undo(
    database: &mut dyn Database,
    run: &str,
    archive: &str,
    format: ResultFormat,
) -> Result<Outcome, Error> {
    let undone = database.undo(&Undo::new(run).archive(archive));
    let undone = undone.map_err(|it| refused(&it))?;
    report::print(&match format {
        ResultFormat::Text => text(run, &undone),
        ResultFormat::Json => pretty(&Json {
            run,
            groups: undone.groups,
            restored: undone.restored,
            moved_back: undone.moved_back,
            left: undone.left,
            refused: undone
                .refused
                .iter()
                .map(|it| JsonRefused {
                    table: &it.table,
                    key: &it.key,
                    reason: &it.reason,
                })
                .collect(),
        }),
    })?;
    Ok(if undone.refused.is_empty() {
        Outcome::Done
    } else {
        Outcome::Remaining
    })
}

/// Converts an error of the server. A unique index that was created since the merge refuses each
/// duplicate.
fn refused(error: &MergeError) -> Error {
    match error {
        MergeError::Database(DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            Error::Merge(format!(
                "{error}\nhelp: drop the unique index, then rerun the same command to continue"
            ))
        }
        _ => Error::merge(error),
    }
}

fn text(run: &str, undone: &Undone) -> String {
    let mut text = format!(
        "run {run} is undone: {}\n  {} restored\n  {} moved back\n",
        counted(undone.groups, "group", "groups"),
        rows(undone.restored),
        rows(undone.moved_back),
    );
    if undone.left > 0 {
        let left = rows(undone.left);
        let _ = writeln!(
            text,
            "  {left} left as they are: changed or deleted since the run, or refused by the server"
        );
    }
    for row in &undone.refused {
        let reason = row.reason.replace('\n', " ");
        let _ = writeln!(text, "  `{}` {}: {reason}", row.table, row.key);
    }
    text
}
