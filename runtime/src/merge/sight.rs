//! Whether this user sees everything that refers: what nobody sees a deletion takes along.

use super::error::{MergeError, Refusal};
use super::plan::Plan;
use super::preflight::{is_denied, regclass};
use super::request::{Databases, Merge};
use super::session::{Session, count, texts};
use crate::sql::{Expression, Name, Sql, Statement, list, sql};

/// Foreign keys of tables that are in no catalog: those that were declared on a single partition.
const OF_PARTITIONS: &str = "\
    SELECT c.oid::regclass::text FROM pg_catalog.pg_constraint AS f \
    JOIN pg_catalog.pg_class AS c ON c.oid = f.conrelid AND c.relispartition \
    WHERE f.contype = 'f' AND coalesce(pg_catalog.to_jsonb(f) ->> 'conparentid', '0') = '0' AND f.confrelid IN";

/// Tables with children, or parents, by inheritance; partitions are none.
const INHERITING: &str = "\
    SELECT t.oid::regclass::text, c.oid::regclass::text FROM pg_catalog.pg_inherits AS i \
    JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid AND NOT c.relispartition \
    JOIN pg_catalog.pg_class AS t ON t.oid IN (i.inhparent, i.inhrelid) WHERE t.oid IN";

/// What PostgreSQL would show less of than there is.
pub(super) async fn check_postgres<S: Session>(
    session: &mut S,
    plan: &Plan,
) -> Result<(), MergeError> {
    let sql = Sql(S::BACKEND);
    let tables = plan.concerned();
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

/// Foreign keys that `InnoDB` knows of, whoever may see them: MariaDB and MySQL call the table differently.
const OF_SERVER: [&str; 2] = ["INNODB_SYS_FOREIGN", "INNODB_FOREIGN"];

/// MySQL and MariaDB show a user only what he may use. That is everything where `InnoDB` itself tells of no other foreign
/// key, or where the user may read each table of the server.
pub(super) async fn check_mysql<S: Session>(
    session: &mut S,
    merge: &Merge,
) -> Result<(), MergeError> {
    let sql = Sql(S::BACKEND);
    let own = sql!("SELECT CAST(DATABASE() AS CHAR)");
    let database = texts(&session.rows(&own).await?)
        .next()
        .unwrap_or_default()
        .to_owned();
    let is_plain = database
        .bytes()
        .all(|it| it.is_ascii_alphanumeric() || it == b'_');
    for table in OF_SERVER {
        // InnoDB writes other names in a form of its own: then each foreign key of the server has to be seen.
        let (of_server, seen): (Statement, Statement) = if is_plain {
            let pattern = sql.text(&format!("{}/%", database.replace('_', "|_")));
            (
                sql!("{} WHERE REF_NAME LIKE {} ESCAPE '|'", table, pattern),
                sql!("WHERE UNIQUE_CONSTRAINT_SCHEMA = {}", sql.text(&database)),
            )
        } else {
            (sql!("{}", table), sql!(""))
        };
        let all = sql!(
            "SELECT CAST(count(*) AS CHAR) FROM information_schema.{}",
            of_server
        );
        let Ok(all) = session.rows(&all).await else {
            continue;
        };
        let seen = sql!(
            "SELECT CAST(count(*) AS CHAR) FROM information_schema.REFERENTIAL_CONSTRAINTS {}",
            seen
        );
        let seen = count(&session.rows(&seen).await?);
        if count(&all) <= seen {
            return Ok(());
        }
    }
    // A table that is not there: who may read each is told that, and others that they may not.
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
            database,
            sees_database,
        }
        .into()),
    }
}
