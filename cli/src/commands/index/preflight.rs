//! The checks before the merge, of all that would keep the index from being created.

use camshaft::catalog::{Backend, Catalog};
use camshaft::duplicates::quoted;

use super::build::Operation;
use super::target::IndexTarget;
use super::{empty_copy, name_in_use, value_lengths};
use crate::database::Database;
use crate::error::Error;

/// Refuses a table that no index keeps unique: a foreign table, or one that other tables inherit from.
pub(super) fn check_table(database: &mut dyn Database, target: &IndexTarget) -> Result<(), Error> {
    if target.backend != Backend::Postgres {
        return Ok(());
    }
    let table = target.regclass();
    let foreign = format!(
        "SELECT relname::text AS value FROM pg_class WHERE oid = {table} AND relkind = 'f'"
    );
    if let Some(foreign) = ask(database, &foreign)?.pop() {
        return Err(target.refused(
            format_args!("`{foreign}` is a foreign table"),
            "create the index on the server that stores the rows",
        ));
    }
    let children = format!(
        "SELECT inhrelid::regclass::text AS value FROM pg_inherits JOIN pg_class ON pg_class.oid = inhparent \
         WHERE inhparent = {table} AND relkind <> 'p' ORDER BY 1"
    );
    let children = ask(database, &children)?;
    if children.is_empty() {
        return Ok(());
    }
    Err(target.refused(
        format_args!(
            "a unique index does not cover the rows of tables that inherit from this one: {}",
            children.join(", ")
        ),
        "turn them into partitions, or remove the inheritance",
    ))
}

/// Checks the name, the privileges, the index on an empty copy of the table, and the longest values.
pub(super) fn check(
    database: &mut dyn Database,
    catalog: &Catalog<'_>,
    target: &IndexTarget,
    operation: &Operation,
) -> Result<(), Error> {
    if *operation == Operation::Create {
        name_in_use::check(database, target)?;
    }
    match target.backend {
        Backend::Postgres => {
            check_owner(database, target)?;
            check_create(database, target)?;
        }
        Backend::Mysql => {
            check_privilege_on_mysql(database, catalog, target)?;
            check_partitions_on_mysql(database, catalog, target)?;
        }
        Backend::Sqlite => {}
    }
    empty_copy::with_index(database, target, |database, copy| match target.backend {
        Backend::Postgres => value_lengths::check(database, target, copy),
        Backend::Mysql | Backend::Sqlite => Ok(()),
    })
    .map(drop)
}

/// Checks that the role owns the table: no privilege replaces the ownership on PostgreSQL.
fn check_owner(database: &mut dyn Database, target: &IndexTarget) -> Result<(), Error> {
    let query = format!(
        "SELECT pg_get_userbyid(relowner)::text AS value FROM pg_class \
         WHERE oid = {} AND NOT pg_has_role(relowner, 'USAGE')",
        target.regclass()
    );
    match ask(database, &query)?.pop() {
        None => Ok(()),
        Some(owner) => Err(target.refused(
            format_args!(
                "the table is owned by the role `{owner}`, of which `{}` is not a member",
                user(database)?
            ),
            format_args!("connect as `{owner}` or as one of its members"),
        )),
    }
}

fn check_create(database: &mut dyn Database, target: &IndexTarget) -> Result<(), Error> {
    let schema = target.spec.schema.as_deref().unwrap_or("public");
    let on_schema = format!(
        "SELECT 'no' AS value WHERE NOT has_schema_privilege('{}', 'CREATE')",
        schema.replace('\'', "''")
    );
    let on_tablespace = "SELECT current_setting('default_tablespace') AS value \
         WHERE CASE WHEN current_setting('default_tablespace') <> '' \
         THEN NOT has_tablespace_privilege(current_setting('default_tablespace'), 'CREATE') END";
    let (kind, lacking) = if !ask(database, &on_schema)?.is_empty() {
        ("schema", schema.to_owned())
    } else if let Some(tablespace) = ask(database, on_tablespace)?.pop() {
        ("tablespace", tablespace)
    } else {
        return Ok(());
    };
    let user = user(database)?;
    Err(target.refused(
        format_args!("the role `{user}` lacks the privilege CREATE on the {kind} `{lacking}`"),
        format_args!(
            "run GRANT CREATE ON {} {} TO {};",
            kind.to_uppercase(),
            quoted(Backend::Postgres, &lacking),
            quoted(Backend::Postgres, &user)
        ),
    ))
}

fn user(database: &mut dyn Database) -> Result<String, Error> {
    let user = ask(database, "SELECT current_user::text AS value")?;
    Ok(user.concat())
}

/// Checks the privilege by a statement that cannot succeed, as grants come by roles and by patterns of
/// names. MySQL checks the privilege before the column, which does not exist. Nothing is created.
fn check_privilege_on_mysql(
    database: &mut dyn Database,
    catalog: &Catalog<'_>,
    target: &IndexTarget,
) -> Result<(), Error> {
    let mut column = "camshaft".to_owned();
    if let Some(table) = target.table(catalog) {
        while table
            .columns
            .iter()
            .any(|it| it.name.eq_ignore_ascii_case(&column))
        {
            column.push('_');
        }
    }
    let table = target.table_name();
    let impossible = format!("CREATE INDEX `camshaft` ON {table} (`{column}`)");
    if database.batch(&impossible).is_ok() {
        return Ok(());
    }
    // Its text has a language, and Diesel hands out no number.
    let diagnose = database.batch("GET DIAGNOSTICS CONDITION 1 @camshaft = MYSQL_ERRNO");
    diagnose.map_err(|it| Error::database(&it))?;
    let number = ask(database, "SELECT CAST(@camshaft AS CHAR) AS value")?;
    // To the database, to the table.
    if !matches!(number.concat().as_str(), "1044" | "1142") {
        return Ok(());
    }
    let user = ask(database, "SELECT CURRENT_USER() AS value")?.concat();
    Err(target.refused(
        format_args!("the user `{user}` lacks the privilege INDEX on the table"),
        format_args!("run GRANT INDEX ON {table} TO this user"),
    ))
}

/// Checks the columns of the partitioning: MySQL makes no temporary copy of a partitioned table.
fn check_partitions_on_mysql(
    database: &mut dyn Database,
    catalog: &Catalog<'_>,
    target: &IndexTarget,
) -> Result<(), Error> {
    let query = format!(
        "SELECT DISTINCT CAST(CONCAT_WS(' ', PARTITION_EXPRESSION, SUBPARTITION_EXPRESSION) AS CHAR) AS value \
         FROM information_schema.PARTITIONS \
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '{}' AND PARTITION_NAME IS NOT NULL",
        target.spec.table.replace('\\', "\\\\").replace('\'', "''")
    );
    let by = ask(database, &query)?.concat();
    let Some(table) = target.table(catalog) else {
        return Ok(());
    };
    let is_missing =
        |column: &str| by.contains(&quoted(Backend::Mysql, column)) && !target.has_column(column);
    match table.columns.iter().find(|it| is_missing(it.name)) {
        None => Ok(()),
        Some(column) => Err(target.refused(
            format_args!(
                "the table is partitioned by `{}`, which the key does not contain",
                column.name
            ),
            "add the column to the key: a unique index must contain every partitioning column",
        )),
    }
}

fn ask(database: &mut dyn Database, query: &str) -> Result<Vec<String>, Error> {
    database.texts(query).map_err(|it| Error::database(&it))
}
