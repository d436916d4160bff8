//! Entries of the archive, one by one.

use crate::merge::dialect::{Sql, join};
use crate::merge::error::MergeError;
use crate::merge::session::Session;

/// How many are read together.
const ENTRIES: usize = 500;

/// Sends a statement for each entry `a` of a condition, the last one first, and returns how many rows they changed.
///
/// The statement is made of the entry's id and of the values that were asked for, which are literals.
pub(super) async fn execute<S: Session>(
    session: &mut S,
    archive: &str,
    condition: &str,
    values: &[String],
    statement: impl Fn(&str, &[String]) -> String + Send,
) -> Result<u64, MergeError> {
    let id = Sql(S::BACKEND).as_text("a.id");
    let columns = join([&[id], values].concat(), ", ");
    let (mut changed, mut before) = (0, String::new());
    loop {
        let query = format!(
            "SELECT {columns} FROM {archive} AS a WHERE {condition}{before} ORDER BY a.id DESC LIMIT {ENTRIES}"
        );
        let entries = session.rows(&query).await?;
        let is_last = entries.len() < ENTRIES;
        for entry in entries {
            let null = || "NULL".to_owned();
            let values: Vec<_> = entry
                .0
                .into_iter()
                .map(|it| it.unwrap_or_else(null))
                .collect();
            if let [id, values @ ..] = values.as_slice() {
                before = format!(" AND a.id < {id}");
                changed += session.execute(&statement(id, values)).await? as u64;
            }
        }
        if is_last {
            return Ok(changed);
        }
    }
}
