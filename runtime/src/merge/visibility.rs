//! The visibility of rows to this user: rows that refer and are hidden from it are deleted along.

use std::collections::BTreeSet;

use super::error::{MergeError, Refusal};
use super::plan::Plan;
use super::preflight::{is_denied, regclass};
use super::request::{Databases, Merge};
use crate::catalog::references::{Session, TableFacts, TableId, count, texts};
use crate::sql::{Condition, Expression, Name, Sql, Statement, all_of, any_of, list, sql};

/// Foreign keys of tables that are in no catalog: those that were declared on a single partition.
const OF_PARTITIONS: &str = "\
    SELECT c.oid::regclass::text FROM pg_catalog.pg_constraint AS f \
    JOIN pg_catalog.pg_class AS c ON c.oid = f.conrelid AND c.relispartition \
    WHERE f.contype = 'f' AND coalesce(pg_catalog.to_jsonb(f) ->> 'conparentid', '0') = '0' AND f.confrelid IN";

/// Tables with children, or parents, by inheritance; partitions do not count.
const INHERITING: &str = "\
    SELECT t.oid::regclass::text, c.oid::regclass::text FROM pg_catalog.pg_inherits AS i \
    JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid AND NOT c.relispartition \
    JOIN pg_catalog.pg_class AS t ON t.oid IN (i.inhparent, i.inhrelid) WHERE t.oid IN";

/// Refuses tables of which PostgreSQL shows less than there is.
pub(super) async fn check_postgres<S: Session>(
    session: &mut S,
    plan: &Plan,
) -> Result<(), MergeError> {
    let sql = Sql(S::BACKEND);
    let tables = plan.concerned();
    // The queries below name the tables, which the server does not find without `USAGE` of their schema.
    check_schemas(session, plan, &tables).await?;
    let all: Expression = list(tables.iter().map(|it| regclass(sql, &plan.name(*it))), ", ");
    let rows = session.rows(&sql!("{} ({})", OF_PARTITIONS, all)).await?;
    if let Some(partition) = texts(&rows).next() {
        return Err(Refusal::OfPartition {
            table: partition.to_owned(),
        }
        .into());
    }
    let rows = session.rows(&sql!("{} ({})", INHERITING, all)).await?;
    if let Some([Some(table), Some(child), ..]) = rows.first().map(|it| it.0.as_slice()) {
        let (table, child) = (table.clone(), child.clone());
        return Err(Refusal::Inherited { table, child }.into());
    }
    let each = tables.iter().map(|it| -> Statement {
        let table = plan.table(*it);
        sql!(
            "SELECT {} WHERE row_security_active({})",
            sql.text(&table.path()),
            regclass(sql, &table.sql_name(sql))
        )
    });
    let each: Statement = list(each, " UNION ALL ");
    let rows = session.rows(&each).await?;
    match texts(&rows).next() {
        Some(table) => Err(Refusal::RowSecurity {
            table: table.to_owned(),
        }
        .into()),
        None => Ok(()),
    }
}

/// Refuses schemas that this user may not use: the server finds no table there by its name.
async fn check_schemas<S: Session>(
    session: &mut S,
    plan: &Plan,
    tables: &BTreeSet<TableId>,
) -> Result<(), MergeError> {
    let sql = Sql(S::BACKEND);
    let names = tables.iter().map(|it| plan.table(*it).schema.as_str());
    let names: BTreeSet<&str> = names.collect();
    let names: Expression = list(names.into_iter().map(|it| sql.text(it)), ", ");
    let query: Statement = sql!(
        "SELECT nspname::text FROM pg_catalog.pg_namespace \
         WHERE nspname IN ({}) AND NOT has_schema_privilege(oid, 'USAGE')",
        names
    );
    let rows = session.rows(&query).await?;
    let Some(schema) = texts(&rows).next() else {
        return Ok(());
    };
    let mut tables = tables.iter().map(|it| plan.table(*it));
    let table = tables.find(|it| it.schema == schema);
    Err(Refusal::Privileges {
        table: table.map_or_else(String::new, TableFacts::path),
        missing: vec!["USAGE of its schema".to_owned()],
    }
    .into())
}

/// Foreign keys that `InnoDB` knows of, whoever may see them: MariaDB and MySQL call the table differently.
const OF_SERVER: [&str; 2] = ["INNODB_SYS_FOREIGN", "INNODB_FOREIGN"];

/// Refuses a user from whom tables that may refer are hidden: MySQL and MariaDB show only what he may use.
///
/// He sees all of them where `InnoDB` itself has no other foreign key to one of the databases concerned, or where he may
/// read each table of the server.
pub(super) async fn check_mysql<S: Session>(
    session: &mut S,
    plan: &Plan,
    merge: &Merge,
) -> Result<(), MergeError> {
    let sql = Sql(S::BACKEND);
    let rows = session
        .rows(&sql!("SELECT CAST(DATABASE() AS CHAR)"))
        .await?;
    let connected = texts(&rows).next().unwrap_or_default().to_owned();
    let databases: BTreeSet<&str> = plan
        .concerned()
        .into_iter()
        .map(|it| match plan.table(it).schema.as_str() {
            "" => connected.as_str(),
            other => other,
        })
        .collect();
    for table in OF_SERVER {
        if let Some(true) = sees_each_key(session, table, &databases).await? {
            return Ok(());
        }
    }
    // A table that is not there: who may read each gets that answer, and others that they may not.
    let nowhere: Name = sql!("{}", "`camshaft_nowhere`.`nothing`");
    let everything = sql!("EXPLAIN SELECT 1 FROM {}", nowhere);
    if session.execute_many(&everything).await.is_err() && !is_denied(session).await {
        return Ok(());
    }
    let whole = sql!("EXPLAIN SELECT 1 FROM {}", sql.name("camshaft_nothing"));
    let sees_database = session.execute_many(&whole).await.is_err() && !is_denied(session).await;
    match (sees_database, merge.databases) {
        (true, Databases::This) => Ok(()),
        (sees_database, _) => Err(Refusal::HiddenTables {
            database: connected,
            sees_database,
        }
        .into()),
    }
}

/// Returns whether as many foreign keys to these databases are shown as `InnoDB` has; `None` where it may not be asked.
async fn sees_each_key<S: Session>(
    session: &mut S,
    table: &'static str,
    databases: &BTreeSet<&str>,
) -> Result<Option<bool>, MergeError> {
    let sql = Sql(S::BACKEND);
    let is_plain = |it: &&str| {
        it.bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'_')
    };
    // `InnoDB` writes other names in a form of its own: then each foreign key of the server has to be seen.
    let (of_server, shown) = if databases.iter().all(is_plain) {
        let patterns = databases.iter().map(|it| -> Condition {
            let pattern = sql.text(&format!("{}/%", it.replace('_', "|_")));
            sql!("REF_NAME LIKE {} ESCAPE '|'", pattern)
        });
        let names: Expression = list(databases.iter().map(|it| sql.text(it)), ", ");
        (
            any_of(patterns),
            sql!("UNIQUE_CONSTRAINT_SCHEMA IN ({})", names),
        )
    } else {
        (all_of([]), all_of([]))
    };
    let all = sql!(
        "SELECT CAST(count(*) AS CHAR) FROM information_schema.{} WHERE {}",
        table,
        of_server
    );
    let Ok(all) = session.rows(&all).await else {
        return Ok(None);
    };
    let shown = sql!(
        "SELECT CAST(count(*) AS CHAR) FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE {}",
        shown
    );
    Ok(Some(count(&all) <= count(&session.rows(&shown).await?)))
}
