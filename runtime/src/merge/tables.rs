//! The tables that a merge keeps: the archive, and the redirects.

use super::dialect::{Sql, join};
use super::error::{MergeError, Refusal};
use super::group::Mode;
use super::plan::{Plan, redirects_index, redirects_name};
use super::preflight;
use super::request::Merge;
use super::schema::TableFacts;
use super::session::Session;
use crate::catalog::Backend;

/// The columns of the archive, as it is written.
pub(super) const ARCHIVE_COLUMNS: [&str; 9] = [
    "run",
    "grp",
    "step",
    "kind",
    "table_schema",
    "table_name",
    "row_key",
    "old_values",
    "new_values",
];

/// Held while they are created: on PostgreSQL two that create a table of one name at once violate a
/// unique key of the catalog, whatever `IF NOT EXISTS` says.
const LOCK: &str = "SELECT pg_advisory_xact_lock(hashtext('camshaft_merge'))";

/// Creates what is not there yet, and reads the live tables again.
pub(super) async fn create_missing<S: Session>(
    session: &mut S,
    merge: &Merge,
    plan: Plan,
    mode: Mode,
) -> Result<Plan, MergeError> {
    if mode == Mode::Count || (plan.archive.is_some() && plan.redirects.is_some()) {
        return Ok(plan);
    }
    session.begin().await?;
    if S::BACKEND == Backend::Mysql {
        // That no transaction is open: the next statement would commit it.
        session.roll_back().await?;
        execute_each(session, &plan, merge).await?;
    } else {
        match create_within(session, merge).await {
            Ok(()) => session.commit().await?,
            Err(error) => {
                // What the work met tells more than a rollback that fails.
                let _ = session.roll_back().await;
                return Err(error);
            }
        }
    }
    Ok(Plan::of(session.schema().await?, merge)?)
}

/// In a transaction, in which it is looked again at what is there: another merge may have come first.
async fn create_within<S: Session>(session: &mut S, merge: &Merge) -> Result<(), MergeError> {
    if S::BACKEND == Backend::Postgres {
        session.execute(LOCK).await?;
    }
    let plan = Plan::of(session.schema().await?, merge)?;
    execute_each(session, &plan, merge).await
}

async fn execute_each<S: Session>(
    session: &mut S,
    plan: &Plan,
    merge: &Merge,
) -> Result<(), MergeError> {
    for (table, statements) in create(plan, merge) {
        for statement in statements {
            let Err(error) = session.execute_many(&statement).await else {
                continue;
            };
            if preflight::is_denied(session).await {
                return Err(Refusal::NotCreated { table }.into());
            }
            return Err(error.into());
        }
    }
    Ok(())
}

/// What is not there yet, with the statements that create it.
fn create(plan: &Plan, merge: &Merge) -> Vec<(String, Vec<String>)> {
    let sql = Sql(plan.schema.backend);
    let root = plan.table(plan.root);
    let mut missing = Vec::new();
    if plan.archive.is_none() {
        let statements = create_archive(sql, root, &merge.archive);
        missing.push((merge.archive.clone(), statements));
    }
    if plan.redirects.is_none() {
        missing.push((redirects_name(&root.name), create_redirects(sql, root)));
    }
    missing
}

/// A name in the schema of the merged table.
pub(super) fn beside(sql: Sql, root: &TableFacts, name: &str) -> String {
    match sql.0 {
        Backend::Postgres => format!("{}.{}", sql.name(&root.schema), sql.name(name)),
        Backend::Mysql | Backend::Sqlite => sql.name(name),
    }
}

fn create_archive(sql: Sql, root: &TableFacts, name: &str) -> Vec<String> {
    let (archive, index) = (beside(sql, root, name), sql.name(&format!("{name}_run")));
    let (id, json, now, then) = match sql.0 {
        Backend::Postgres => (
            "bigserial PRIMARY KEY",
            "jsonb",
            "timestamptz NOT NULL DEFAULT now()",
            "timestamptz",
        ),
        Backend::Mysql => (
            "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY",
            "JSON",
            "TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP",
            "TIMESTAMP NULL",
        ),
        Backend::Sqlite => (
            "INTEGER PRIMARY KEY",
            "TEXT",
            "TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP",
            "TEXT",
        ),
    };
    let run = "(run, grp, step)";
    // MySQL knows no index that may be there already.
    let key = match sql.0 {
        Backend::Mysql => format!(", KEY {index} {run}"),
        Backend::Postgres | Backend::Sqlite => String::new(),
    };
    let mut statements = vec![format!(
        "CREATE TABLE IF NOT EXISTS {archive} (id {id}, run VARCHAR(64) NOT NULL, \
             grp BIGINT NOT NULL, step BIGINT NOT NULL, kind VARCHAR(16) NOT NULL, \
             table_schema VARCHAR(128) NOT NULL, table_name VARCHAR(128) NOT NULL, \
             row_key {json} NOT NULL, old_values {json} NOT NULL, new_values {json}, \
             archived_at {now}, undone_at {then}{key})"
    )];
    if key.is_empty() {
        statements.push(format!(
            "CREATE INDEX IF NOT EXISTS {index} ON {archive} {run}"
        ));
    }
    statements
}

fn create_redirects(sql: Sql, root: &TableFacts) -> Vec<String> {
    let name = redirects_name(&root.name);
    let (redirects, index) = (
        beside(sql, root, &name),
        sql.name(&redirects_index(&root.name)),
    );
    let names = |prefix: &str| {
        let names = root.identity.iter();
        join(names.map(|it| sql.name(&format!("{prefix}{it}"))), ", ")
    };
    let each = |prefix: &str, of: &dyn Fn(String, &str, &str) -> String| {
        let columns = root.identity.iter().filter_map(|it| root.column(it));
        let columns = columns.map(|it| {
            let name = sql.name(&format!("{prefix}{}", it.name));
            of(name, &it.name, &it.sql_type)
        });
        join(columns, ", ")
    };
    let (old, new) = (names("old_"), names("new_"));
    if sql.0 == Backend::Mysql {
        // The types with their character sets, as they are.
        let as_it_is =
            |name: String, column: &str, _: &str| format!("{} AS {name}", sql.column("t", column));
        return vec![format!(
            "CREATE TABLE IF NOT EXISTS {redirects} (run VARCHAR(64) NOT NULL, \
             merged_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY ({old}), \
             KEY {index} ({new})) SELECT {}, {}, '' AS run FROM {} AS t WHERE FALSE",
            each("old_", &as_it_is),
            each("new_", &as_it_is),
            sql.table(root),
        )];
    }
    let typed = |name: String, _: &str, sql_type: &str| format!("{name} {sql_type} NOT NULL");
    let (run, now) = match sql.0 {
        Backend::Postgres => ("text", "timestamptz NOT NULL DEFAULT now()"),
        Backend::Mysql | Backend::Sqlite => ("TEXT", "TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP"),
    };
    vec![
        format!(
            "CREATE TABLE IF NOT EXISTS {redirects} ({}, {}, run {run} NOT NULL, \
             merged_at {now}, PRIMARY KEY ({old}))",
            each("old_", &typed),
            each("new_", &typed),
        ),
        format!("CREATE INDEX IF NOT EXISTS {index} ON {redirects} ({new})"),
    ]
}
