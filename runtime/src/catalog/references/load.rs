//! The facts of the live tables, wherever they are.

use diesel::result::QueryResult;

use super::schema::{Schema, TableFacts};
use super::session::{Session, TextRow, texts};
use crate::catalog::Backend;
use crate::sql::{Expression, Fragment as _, Name, Sql, Statement, list, sql};

/// PostgreSQL's columns whose collation is not the default of their database.
const COLLATIONS: &str = "\
    SELECT n.nspname::text, c.relname::text, a.attname::text, \
        quote_ident(s.nspname) || '.' || quote_ident(l.collname) \
    FROM pg_catalog.pg_attribute AS a \
    JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p') \
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname !~ '^pg_' \
    JOIN pg_catalog.pg_collation AS l ON l.oid = a.attcollation AND l.collname <> 'default' \
    JOIN pg_catalog.pg_namespace AS s ON s.oid = l.collnamespace \
    WHERE a.attnum > 0 AND NOT a.attisdropped";

/// Reads the tables that are connected with those of the database, wherever they are.
pub(crate) async fn load<S: Session>(session: &mut S) -> QueryResult<Schema> {
    let mut schema = session.schema().await?;
    match S::BACKEND {
        Backend::Postgres => {
            let rows = session.rows(&sql!("{}", COLLATIONS)).await?;
            for row in &rows {
                if let Some(column) = column_of(&mut schema, row) {
                    column.collation = text(row, 3).map(|it| Name::of(it.to_owned()));
                }
            }
        }
        Backend::Mysql => {
            let databases = add_other_databases(session, &mut schema).await?;
            add_columns_of_mysql(session, &mut schema, &databases).await?;
            add_engines(session, &mut schema, &databases).await?;
        }
        Backend::Sqlite => {}
    }
    Ok(schema)
}

fn text(row: &TextRow, position: usize) -> Option<&str> {
    row.0.get(position)?.as_deref()
}

/// Returns the table that the first two values of a row name.
fn table_of<'s>(schema: &'s mut Schema, row: &TextRow) -> Option<&'s mut TableFacts> {
    let (within, name) = (text(row, 0)?, text(row, 1)?);
    let mut tables = schema.tables.iter_mut();
    tables.find(|it| it.schema == within && it.name == name)
}

/// Returns the column that the first three name.
fn column_of<'s>(
    schema: &'s mut Schema,
    row: &TextRow,
) -> Option<&'s mut super::schema::ColumnFacts> {
    let name = text(row, 2)?;
    let columns = &mut table_of(schema, row)?.columns;
    columns.iter_mut().find(|it| it.name == name)
}

/// Adds the databases of the server that refer to those that are known, and returns the names of all.
async fn add_other_databases<S: Session>(
    session: &mut S,
    schema: &mut Schema,
) -> QueryResult<Vec<String>> {
    let sql = Sql(S::BACKEND);
    let own = session.rows(&sql!("SELECT DATABASE()")).await?;
    let Some(own) = texts(&own).next().map(str::to_owned) else {
        return Ok(Vec::new());
    };
    let mut known = vec![own.clone()];
    loop {
        let names: Expression = list(known.iter().map(|it| sql.text(it)), ", ");
        let query: Statement = sql!(
            "SELECT DISTINCT CAST(TABLE_SCHEMA AS CHAR) FROM information_schema.KEY_COLUMN_USAGE \
             WHERE REFERENCED_TABLE_SCHEMA IN ({}) AND TABLE_SCHEMA NOT IN ({})",
            names,
            names
        );
        let found = session.rows(&query).await?;
        let Some(other) = texts(&found).next().map(str::to_owned) else {
            return Ok(known);
        };
        session
            .execute_many(&sql!("USE {}", sql.name(&other)))
            .await?;
        // The reader reads the connected database; an error must not leave the session in the other one.
        let read = session.schema().await;
        session
            .execute_many(&sql!("USE {}", sql.name(&own)))
            .await?;
        let tables = read?.tables.into_iter();
        schema
            .tables
            .extend(tables.map(|it| in_database(it, &other, &own)));
        known.push(other);
    }
}

/// Returns a table of another database, as it is seen from the connected one, whose tables need not be qualified.
fn in_database(table: TableFacts, database: &str, connected: &str) -> TableFacts {
    let foreign_keys = table.foreign_keys.into_iter().map(|mut it| {
        if it.ref_schema.is_empty() {
            database.clone_into(&mut it.ref_schema);
        } else if it.ref_schema == connected {
            it.ref_schema = String::new();
        }
        it
    });
    TableFacts {
        schema: database.to_owned(),
        foreign_keys: foreign_keys.collect(),
        ..table
    }
}

/// The database of a row of `information_schema` as schema: empty for the connected one.
const SCHEMA: &str =
    "CASE WHEN TABLE_SCHEMA = DATABASE() THEN '' ELSE CAST(TABLE_SCHEMA AS CHAR) END";

fn among(sql: Sql, databases: &[String]) -> Expression {
    list(databases.iter().map(|it| sql.text(it)), ", ")
}

async fn add_columns_of_mysql<S: Session>(
    session: &mut S,
    schema: &mut Schema,
    databases: &[String],
) -> QueryResult<()> {
    let query: Statement = sql!(
        "SELECT {}, CAST(TABLE_NAME AS CHAR), CAST(COLUMN_NAME AS CHAR), CAST(COLLATION_NAME AS CHAR), \
         CAST(CHARACTER_SET_NAME AS CHAR), CASE WHEN EXTRA LIKE '%on update%' THEN 'renews' END \
         FROM information_schema.COLUMNS WHERE TABLE_SCHEMA IN ({}) \
         AND (COLLATION_NAME IS NOT NULL OR EXTRA LIKE '%on update%')",
        SCHEMA,
        among(Sql(S::BACKEND), databases)
    );
    let rows = session.rows(&query).await?;
    for row in &rows {
        if let Some(column) = column_of(schema, row) {
            column.collation = text(row, 3).map(|it| Sql(S::BACKEND).name(it));
            column.character_set = text(row, 4).map(str::to_owned);
            column.renews = text(row, 5).is_some();
        }
    }
    Ok(())
}

async fn add_engines<S: Session>(
    session: &mut S,
    schema: &mut Schema,
    databases: &[String],
) -> QueryResult<()> {
    let query: Statement = sql!(
        "SELECT {}, CAST(TABLE_NAME AS CHAR), CASE WHEN coalesce(e.TRANSACTIONS, 'NO') <> 'YES' THEN CAST(t.ENGINE AS CHAR) END, \
         CASE WHEN t.CREATE_OPTIONS LIKE '%partitioned%' THEN 'partitioned' END \
         FROM information_schema.TABLES AS t LEFT JOIN information_schema.ENGINES AS e ON e.ENGINE = t.ENGINE \
         WHERE TABLE_SCHEMA IN ({}) AND t.ENGINE IS NOT NULL \
         AND (coalesce(e.TRANSACTIONS, 'NO') <> 'YES' OR t.CREATE_OPTIONS LIKE '%partitioned%')",
        SCHEMA,
        among(Sql(S::BACKEND), databases)
    );
    let rows = session.rows(&query).await?;
    for row in &rows {
        if let Some(table) = table_of(schema, row) {
            table.engine_without_transactions = text(row, 2).map(str::to_owned);
            table.is_partitioned = text(row, 3).is_some();
        }
    }
    Ok(())
}
