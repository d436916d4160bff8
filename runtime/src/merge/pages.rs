//! The groups there are, page after page.

use diesel::result::QueryResult;

use super::dialect::{Sql, join};
use super::group::number;
use super::plan::Plan;
use super::request::Merge;
use super::session::{Line, Session, texts};
use crate::catalog::Backend;
use crate::duplicates::SoughtKey;

/// `FROM table WHERE .. GROUP BY key HAVING count(*) > 1`
fn groups_of(merge: &Merge, backend: Backend) -> String {
    let sought = &merge.sought;
    format!(
        "FROM {} WHERE {} GROUP BY {} HAVING count(*) > 1",
        sought.table(backend),
        sought.condition_of_table(backend),
        sought.keys_of_table(backend).join(", "),
    )
}

/// How many groups there are.
pub(super) async fn count<S: Session>(session: &mut S, merge: &Merge) -> QueryResult<u64> {
    let query = format!(
        "SELECT {} FROM (SELECT 1 AS one {}) AS camshaft_groups",
        Sql(S::BACKEND).as_text("count(*)"),
        groups_of(merge, S::BACKEND)
    );
    Ok(number(texts(&session.rows(&query).await?).next()))
}

/// The next groups: their keys as literals, and how many rows each has.
pub(super) async fn load<S: Session>(
    session: &mut S,
    merge: &Merge,
    plan: &Plan,
    passed_over: u64,
) -> QueryResult<Vec<(Vec<String>, usize)>> {
    let sql = Sql(S::BACKEND);
    let root = plan.table(plan.root);
    let keys = merge.sought.keys_of_table(S::BACKEND);
    let literals = keys.iter().zip(&merge.sought.keys).map(|(key, part)| {
        let column = match part {
            SoughtKey::Column(name) => root.column(name),
            SoughtKey::Expression(_) => None,
        };
        match column {
            Some(column) => sql.literal(key, column),
            None => sql.literal_of_expression(key),
        }
    });
    let query = format!(
        "SELECT {}, {} {} ORDER BY {} LIMIT {} OFFSET {passed_over}",
        join(literals, ", "),
        sql.as_text("count(*)"),
        groups_of(merge, S::BACKEND),
        keys.join(", "),
        merge.page,
    );
    let rows = session.rows(&query).await?;
    let group = |row: Line| {
        let mut values = row.0;
        let size = values
            .pop()
            .flatten()
            .and_then(|it| it.parse().ok())
            .unwrap_or_default();
        let null = || "NULL".to_owned();
        (
            values
                .into_iter()
                .map(|it| it.unwrap_or_else(null))
                .collect(),
            size,
        )
    };
    Ok(rows.into_iter().map(group).collect())
}
