//! Reasons against a merge that only the server knows.

use super::chunk::Mode;
use super::error::{MergeError, Refusal};
use super::plan::{Plan, redirects_name};
use super::request::Merge;
use super::{tables, visibility};
use crate::catalog::Backend;
use crate::catalog::references::{Pair, Reference, Session, TableFacts, TableId, texts};
use crate::sql::{
    Condition, Expression, Fragment as _, Literal, Name, Sql, Statement, all_of, any_of, list, sql,
};

/// The privileges on a table, as the servers call them.
type Privileges = &'static [&'static str];

/// A table that something has to be done to.
struct CheckedTable {
    /// The name of the table as people write it.
    path: String,
    /// The name of the table as the server reads it.
    name: Name,
    /// Columns that may have to be set.
    columns: Vec<String>,
    needed: Privileges,
    /// True if the table exists, false if it is yet to be created.
    is_there: bool,
}

/// Refuses a merge for a reason that only the server knows.
///
/// # Errors
///
/// A refusal that names the reason why the merge is impossible; errors of the database.
pub(super) async fn check<S: Session>(
    session: &mut S,
    plan: &Plan,
    merge: &Merge,
    mode: Mode,
) -> Result<(), MergeError> {
    match S::BACKEND {
        Backend::Sqlite => {
            check_null_keys(session, plan).await?;
            return check_lists(session, plan).await;
        }
        Backend::Postgres => {
            check_partitions(session, plan.table(plan.root)).await?;
            visibility::check_postgres(session, plan).await?;
        }
        Backend::Mysql => {
            check_engines(plan)?;
            visibility::check_mysql(session, plan, merge).await?;
        }
    }
    for subject in subjects(plan, merge, mode, S::BACKEND) {
        let missing = match S::BACKEND {
            Backend::Postgres => missing_on_postgres(session, &subject).await?,
            _ => missing_on_mysql(session, &subject).await?,
        };
        if !missing.is_empty() {
            return Err(Refusal::Privileges {
                table: subject.path,
                missing,
            }
            .into());
        }
    }
    // It reads rows, and may do so: the privileges are there.
    check_lists(session, plan).await?;
    match (S::BACKEND, mode) {
        (Backend::Postgres, Mode::Apply) => check_schema(session, plan, merge).await,
        _ => Ok(()),
    }
}

/// Refuses texts that hold several keys: no comparison finds one of them.
async fn check_lists<S: Session>(session: &mut S, plan: &Plan) -> Result<(), MergeError> {
    for referrer in plan.soft_referrers() {
        for reference in referrer.references.iter().filter(|it| !it.has_foreign_key) {
            let [pair] = reference.pairs.as_slice() else {
                continue;
            };
            if !pair.may_be_list() {
                continue;
            }
            let lists = lists(Sql(S::BACKEND), &plan.name(referrer.table), reference, pair);
            if !session.rows(&lists).await?.is_empty() {
                return Err(Refusal::SeveralKeys {
                    table: plan.table(referrer.table).path(),
                    column: pair.column.name.clone(),
                }
                .into());
            }
        }
    }
    Ok(())
}

/// Returns a query of a row whose value looks like a list, as JSON, PostgreSQL and people write one.
fn lists(sql: Sql, table: &Name, reference: &Reference, pair: &Pair) -> Statement {
    let value = sql.column("t", &pair.column.name);
    let value: Expression = match sql.0 {
        // Not each collation has LIKE.
        Backend::Postgres => sql!("({})::text COLLATE \"C\"", value),
        _ => value,
    };
    let forms = ["[%", "{%", "%,%"].into_iter();
    let forms = forms.map(|it| -> Condition { sql!("{} LIKE {}", value, sql.text(it)) });
    sql!(
        "SELECT '' FROM {} AS t WHERE {} LIMIT 1",
        *table,
        all_of(
            [any_of(forms)]
                .into_iter()
                .chain(reference.condition.clone())
        )
    )
}

/// Refuses primary keys of SQLite that are NULL in a row.
async fn check_null_keys<S: Session>(session: &mut S, plan: &Plan) -> Result<(), MergeError> {
    let sql = Sql(S::BACKEND);
    for table in plan.concerned() {
        let facts = plan.table(table);
        let Some(query) = null_keys(sql, &plan.name(table), facts) else {
            continue;
        };
        if !session.rows(&query).await?.is_empty() {
            return Err(Refusal::NullKey {
                table: facts.path(),
                columns: facts.identity.clone(),
            }
            .into());
        }
    }
    Ok(())
}

/// Returns a query of a row whose primary key is NULL, in part or as a whole.
fn null_keys(sql: Sql, table: &Name, facts: &TableFacts) -> Option<Statement> {
    let may_be_null = |name: &&String| facts.column(name).is_some_and(|it| !it.not_null);
    let columns: Vec<&String> = facts.identity.iter().filter(may_be_null).collect();
    if columns.is_empty() {
        return None;
    }
    let columns = columns.into_iter();
    let is_null = columns.map(|it| -> Condition { sql!("{} IS NULL", sql.column("t", it)) });
    Some(sql!(
        "SELECT '' FROM {} AS t WHERE {} LIMIT 1",
        *table,
        any_of(is_null)
    ))
}

/// Refuses tables that cannot be rolled back.
fn check_engines(plan: &Plan) -> Result<(), Refusal> {
    let own = [plan.archive, plan.redirects].into_iter().flatten();
    for table in plan.concerned().into_iter().chain(own) {
        let facts = plan.table(table);
        if let Some(engine) = &facts.engine_without_transactions {
            return Err(Refusal::NoTransactions {
                table: facts.path(),
                engine: engine.clone(),
            });
        }
    }
    Ok(())
}

/// Returns whether the statement before was denied, in whatever language that was said. It is to be asked
/// before another statement is sent.
pub(super) async fn is_denied<S: Session>(session: &mut S) -> bool {
    if S::BACKEND != Backend::Mysql {
        return false;
    }
    let diagnose = sql!("GET DIAGNOSTICS CONDITION 1 @camshaft = MYSQL_ERRNO");
    if session.execute_many(&diagnose).await.is_err() {
        return false;
    }
    let number = session.rows(&sql!("SELECT CAST(@camshaft AS CHAR)")).await;
    // To the database, the table, the column.
    number.is_ok_and(|rows| matches!(texts(&rows).next(), Some("1044" | "1142" | "1143")))
}

async fn check_partitions<S: Session>(
    session: &mut S,
    root: &TableFacts,
) -> Result<(), MergeError> {
    let sql = Sql(S::BACKEND);
    let kind: Statement = sql!(
        "SELECT relkind::text FROM pg_class WHERE oid = {}",
        regclass(sql, &root.sql_name(sql))
    );
    if texts(&session.rows(&kind).await?).next() == Some("p") {
        return Err(Refusal::Partitioned { table: root.path() }.into());
    }
    Ok(())
}

/// Checks that tables of ours can be created where there is none.
async fn check_schema<S: Session>(
    session: &mut S,
    plan: &Plan,
    merge: &Merge,
) -> Result<(), MergeError> {
    let root = plan.table(plan.root);
    let table = match (plan.archive, plan.redirects) {
        (None, _) => merge.archive.clone(),
        (_, None) => redirects_name(&root.name),
        _ => return Ok(()),
    };
    let query: Statement = sql!(
        "SELECT 'missing' WHERE NOT has_schema_privilege({}, 'CREATE')",
        Sql(S::BACKEND).text(&root.schema)
    );
    if session.rows(&query).await?.is_empty() {
        return Ok(());
    }
    Err(Refusal::NotCreated { table }.into())
}

/// Returns all tables, each with what has to be done to it.
fn subjects(plan: &Plan, merge: &Merge, mode: Mode, backend: Backend) -> Vec<CheckedTable> {
    let sql = Sql(backend);
    let needed: Privileges = match mode {
        Mode::Count => &["SELECT"],
        Mode::Apply | Mode::Rehearse => &["SELECT", "UPDATE", "DELETE"],
    };
    let there = |table: TableId, needed| {
        let facts = plan.table(table);
        CheckedTable {
            path: facts.path(),
            name: facts.sql_name(sql),
            columns: columns_to_set(plan, table),
            needed,
            is_there: true,
        }
    };
    let concerned = plan.concerned().into_iter();
    let concerned = concerned.filter(|it| Some(*it) != plan.redirects);
    let mut subjects: Vec<_> = concerned.map(|it| there(it, needed)).collect();
    if mode == Mode::Count {
        subjects.extend(plan.redirects.map(|it| there(it, needed)));
        return subjects;
    }
    let root = plan.table(plan.root);
    let redirects = redirects_name(&root.name);
    let ours: [(_, _, Privileges); 2] = [
        (plan.archive, &merge.archive, &["INSERT"]),
        (
            plan.redirects,
            &redirects,
            &["SELECT", "INSERT", "UPDATE", "DELETE"],
        ),
    ];
    for (table, name, needed) in ours {
        match table {
            Some(table) => subjects.push(there(table, needed)),
            // Who creates a table on PostgreSQL owns it, and a rehearsal creates none.
            None if backend == Backend::Postgres || mode == Mode::Rehearse => {}
            None => subjects.push(CheckedTable {
                path: name.clone(),
                name: tables::beside(sql, root, name),
                columns: vec!["run".to_owned()],
                needed,
                is_there: false,
            }),
        }
    }
    subjects
}

/// Returns the columns that refer; of a table without any, one that represents all.
fn columns_to_set(plan: &Plan, table: TableId) -> Vec<String> {
    let referring = plan.referring_columns(table);
    let columns: Vec<String> = referring.into_iter().map(str::to_owned).collect();
    if !columns.is_empty() {
        return columns;
    }
    let mut stored = plan.table(table).columns.iter().filter(|it| !it.generated);
    stored
        .next()
        .map(|it| it.name.clone())
        .into_iter()
        .collect()
}

/// Returns a table as PostgreSQL's functions take it.
pub(super) fn regclass(sql: Sql, table: &Name) -> Expression {
    sql!("{}::regclass", sql.text(table.as_str()))
}

async fn missing_on_postgres<S: Session>(
    session: &mut S,
    subject: &CheckedTable,
) -> Result<Vec<String>, MergeError> {
    let sql = Sql(S::BACKEND);
    let table = regclass(sql, &subject.name);
    let each = subject.needed.iter().map(|privilege| -> Statement {
        let privilege: Literal = sql.text(privilege);
        sql!(
            "SELECT {} WHERE NOT has_table_privilege({}, {})",
            privilege,
            table,
            privilege
        )
    });
    let each: Statement = list(each, " UNION ALL ");
    let mut missing = session.rows(&each).await?;
    if subject.needed.contains(&"INSERT") {
        let sequence = sql!(
            "SELECT 'USAGE of its sequence' FROM pg_depend JOIN pg_class ON pg_class.oid = objid \
             WHERE refobjid = {} AND deptype = 'a' \
             AND CASE relkind WHEN 'S' THEN NOT has_sequence_privilege(objid, 'USAGE') ELSE FALSE END",
            table
        );
        missing.extend(session.rows(&sequence).await?);
    }
    Ok(texts(&missing).map(str::to_owned).collect())
}

/// Grants come by roles, by patterns of names, and for single columns: the server is asked to plan
/// statements of each kind. It carries none of them out.
async fn missing_on_mysql<S: Session>(
    session: &mut S,
    subject: &CheckedTable,
) -> Result<Vec<String>, MergeError> {
    let mut missing = Vec::new();
    for privilege in subject.needed {
        let statement = sql!("EXPLAIN {}", subject.statement(Sql(S::BACKEND), privilege));
        if let Err(error) = session.execute_many(&statement).await {
            if is_denied(session).await {
                missing.push((*privilege).to_owned());
            } else if subject.is_there {
                return Err(error.into());
            }
        }
    }
    Ok(missing)
}

impl CheckedTable {
    /// Returns a statement that takes one privilege on this table and no other.
    fn statement(&self, sql: Sql, privilege: &str) -> Statement {
        let name = &self.name;
        let columns = self.columns.iter().map(|it| sql.name(it));
        match privilege {
            "INSERT" => {
                let nulls: Expression = list(
                    self.columns.iter().map(|_| Literal::of("NULL".to_owned())),
                    ", ",
                );
                let columns: Expression = list(columns, ", ");
                sql!("INSERT INTO {} ({}) VALUES ({})", *name, columns, nulls)
            }
            "UPDATE" => {
                let set: Expression = list(
                    columns.map(|it| -> Expression { sql!("{} = NULL", it) }),
                    ", ",
                );
                sql!("UPDATE {} SET {} WHERE FALSE", *name, set)
            }
            "DELETE" => sql!("DELETE FROM {} WHERE FALSE", *name),
            _ => sql!("SELECT * FROM {} WHERE FALSE", *name),
        }
    }
}
