//! The warnings of a merge, which do not hinder it.

use std::fmt;

use diesel::result::QueryResult;

use super::plan::Plan;
use super::preflight::regclass;
use crate::catalog::Backend;
use crate::catalog::references::Session;
use crate::sql::{Expression, Name, Sql, Statement, list, sql};

/// Something that is worth knowing before a merge begins.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// A trigger of a table whose rows may move: what it changes beside the reference is in no archive.
    UpdateTrigger {
        /// The table.
        table: String,
        /// The trigger.
        trigger: String,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UpdateTrigger { table, trigger } => write!(
                f,
                "`{table}` has the trigger `{trigger}` on UPDATE: what it changes of a row that moves is not given back \
                 when the run is undone"
            ),
        }
    }
}

/// Returns what is to be said of a merge.
pub(super) async fn warnings<S: Session>(
    session: &mut S,
    plan: &Plan,
) -> QueryResult<Vec<Warning>> {
    let mut warnings = Vec::new();
    for table in plan.concerned() {
        if plan.is_own(table) || plan.referring_columns(table).is_empty() {
            continue;
        }
        let facts = plan.table(table);
        let query = triggers(
            Sql(S::BACKEND),
            &facts.sql_name(Sql(S::BACKEND)),
            &facts.schema,
            &facts.name,
        );
        for row in session.rows(&query).await? {
            if let Some(trigger) = row.0.into_iter().next().flatten() {
                warnings.push(Warning::UpdateTrigger {
                    table: facts.path(),
                    trigger,
                });
            }
        }
    }
    Ok(warnings)
}

fn triggers(sql: Sql, table: &Name, schema: &str, name: &str) -> Statement {
    match sql.0 {
        // Bit 4 of the type is UPDATE, bit 0 for each row.
        Backend::Postgres => sql!(
            "SELECT tgname::text FROM pg_catalog.pg_trigger WHERE tgrelid = {} AND NOT tgisinternal \
             AND tgenabled <> 'D' AND tgtype & 16 <> 0 AND tgtype & 1 <> 0 ORDER BY tgname",
            regclass(sql, table)
        ),
        Backend::Mysql => {
            let database: Expression = match schema {
                "" => sql!("DATABASE()"),
                schema => list([sql.text(schema)], ""),
            };
            sql!(
                "SELECT CAST(TRIGGER_NAME AS CHAR) FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = {} \
                 AND EVENT_OBJECT_TABLE = {} AND EVENT_MANIPULATION = 'UPDATE' ORDER BY 1",
                database,
                sql.text(name)
            )
        }
        Backend::Sqlite => sql!(
            "SELECT name FROM main.sqlite_schema WHERE type = 'trigger' AND tbl_name COLLATE NOCASE = {} \
             AND substr(upper(sql), 1, instr(upper(sql), ' ON ')) LIKE '% UPDATE%' ORDER BY name",
            sql.text(name)
        ),
    }
}
