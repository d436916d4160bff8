//! The tables that a merge keeps: the archive, and the redirects.

use super::chunk::Mode;
use super::error::{MergeError, Refusal};
use super::plan::{Plan, redirects_index, redirects_name};
use super::preflight;
use super::relation::{self, Stored, name_of};
use super::request::Merge;
use crate::catalog::Backend;
use crate::catalog::references::{self, Session, TableFacts};
use crate::sql::{Expression, Name, Sql, Statement, list, sql};

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

/// The tables of ours that a run writes to.
pub(super) struct Own {
    /// The archive; that of a rehearsal is a temporary one, unless there is one already.
    pub(super) archive: Name,
}

/// Creates what is not there yet, and reads the live tables again.
pub(super) async fn create_missing<S: Session>(
    session: &mut S,
    merge: &Merge,
    plan: Plan,
    mode: Mode,
) -> Result<(Plan, Own), MergeError> {
    let sql = Sql(S::BACKEND);
    let plan = match mode {
        Mode::Apply if plan.archive.is_none() || plan.redirects.is_none() => {
            create_both(session, merge, &plan).await?;
            // A plan names tables by their position among the live ones, which the new tables have changed.
            Plan::of(references::load(session).await?, merge)?
        }
        _ => plan,
    };
    let archive = match plan.archive {
        Some(archive) => plan.name(archive),
        None => sql.name(&merge.archive),
    };
    if mode == Mode::Rehearse && plan.archive.is_none() {
        let temporary = name_of(S::BACKEND, TEMPORARY, Stored::InTable);
        relation::drop(session, [temporary.clone()]).await?;
        let kind = if S::BACKEND == Backend::Mysql {
            "TEMPORARY"
        } else {
            "TEMP"
        };
        let create: Statement = sql!(
            "CREATE {} TABLE {} {}",
            kind,
            TEMPORARY,
            archive_columns(sql)
        );
        session.execute_many(&create).await?;
        return Ok((plan, Own { archive: temporary }));
    }
    Ok((plan, Own { archive }))
}

/// The archive of a rehearsal.
pub(super) const TEMPORARY: &str = "camshaft_rehearsed";

async fn create_both<S: Session>(
    session: &mut S,
    merge: &Merge,
    plan: &Plan,
) -> Result<(), MergeError> {
    session.begin().await?;
    if S::BACKEND == Backend::Mysql {
        // That no transaction is open: the next statement would commit it.
        session.roll_back().await?;
        return execute_each(session, plan, merge).await;
    }
    let outcome = create_within(session, merge).await;
    session.conclude(outcome).await
}

/// Creates the tables in a transaction, in which it looks again: another merge may have come first.
async fn create_within<S: Session>(session: &mut S, merge: &Merge) -> Result<(), MergeError> {
    if S::BACKEND == Backend::Postgres {
        session.execute(&sql!("{}", LOCK)).await?;
    }
    // Another merge may have created both before this one got the lock.
    let plan = Plan::of(references::load(session).await?, merge)?;
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

/// Returns the tables that do not exist yet, with the statements that create them.
fn create(plan: &Plan, merge: &Merge) -> Vec<(String, Vec<Statement>)> {
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

/// Returns a name in the schema of the merged table.
pub(super) fn beside(sql: Sql, root: &TableFacts, name: &str) -> Name {
    sql.name_in(&root.schema, name)
}

const RUN: &str = "(run, grp, step)";

fn create_archive(sql: Sql, root: &TableFacts, name: &str) -> Vec<Statement> {
    let (archive, index) = (beside(sql, root, name), sql.name(&format!("{name}_run")));
    let create = sql!(
        "CREATE TABLE IF NOT EXISTS {} {}",
        archive,
        archive_columns(sql)
    );
    let by_run = match sql.0 {
        // It knows no index that may be there already; this one is there with the table or not at all.
        Backend::Mysql => return vec![create],
        Backend::Postgres | Backend::Sqlite => {
            sql!(
                "CREATE INDEX IF NOT EXISTS {} ON {} {}",
                index,
                archive,
                RUN
            )
        }
    };
    vec![create, by_run]
}

fn archive_columns(sql: Sql) -> Expression {
    let (id, json, now, then, rest) = match sql.0 {
        Backend::Postgres => (
            "bigserial PRIMARY KEY",
            "jsonb",
            "timestamptz NOT NULL DEFAULT now()",
            "timestamptz",
            ")",
        ),
        Backend::Mysql => (
            "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY",
            "JSON",
            "TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP",
            "TIMESTAMP NULL",
            ", KEY camshaft_run (run, grp, step)) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4",
        ),
        Backend::Sqlite => (
            "INTEGER PRIMARY KEY",
            "TEXT",
            "TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP",
            "TEXT",
            ")",
        ),
    };
    sql!(
        "(id {}, run VARCHAR(64) NOT NULL, grp BIGINT NOT NULL, step BIGINT NOT NULL, kind VARCHAR(16) NOT NULL, \
         table_schema VARCHAR(128) NOT NULL, table_name VARCHAR(128) NOT NULL, \
         row_key {} NOT NULL, old_values {} NOT NULL, new_values {}, archived_at {}, undone_at {}{}",
        id,
        json,
        json,
        json,
        now,
        then,
        rest
    )
}

fn create_redirects(sql: Sql, root: &TableFacts) -> Vec<Statement> {
    let name = redirects_name(&root.name);
    let (redirects, index) = (
        beside(sql, root, &name),
        sql.name(&redirects_index(&root.name)),
    );
    let names = |prefix: &str| -> Name {
        let names = root.identity.iter();
        list(names.map(|it| sql.name(&format!("{prefix}{it}"))), ", ")
    };
    let (old, new) = (names("old_"), names("new_"));
    let each = |prefix: &str| -> Expression {
        let columns = root.identity.iter().filter_map(|it| root.column(it));
        let columns = columns.map(|it| -> Expression {
            let name = sql.name(&format!("{prefix}{}", it.name));
            sql!("{} NOT NULL", it.declared_as(sql, &name))
        });
        list(columns, ", ")
    };
    let (run, now, rest) = match sql.0 {
        Backend::Postgres => ("text", "timestamptz NOT NULL DEFAULT now()", ""),
        Backend::Mysql => (
            "VARCHAR(64)",
            "TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP",
            " ENGINE = InnoDB",
        ),
        Backend::Sqlite => ("TEXT", "TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP", ""),
    };
    let by_new: Expression = match sql.0 {
        Backend::Mysql => sql!(", KEY {} ({})", index, new),
        _ => sql!(""),
    };
    let create = sql!(
        "CREATE TABLE IF NOT EXISTS {} ({}, {}, run {} NOT NULL, merged_at {}, PRIMARY KEY ({}){}){}",
        redirects,
        each("old_"),
        each("new_"),
        run,
        now,
        old,
        by_new,
        rest
    );
    match sql.0 {
        Backend::Mysql => vec![create],
        _ => vec![
            create,
            sql!(
                "CREATE INDEX IF NOT EXISTS {} ON {} ({})",
                index,
                redirects,
                new
            ),
        ],
    }
}
