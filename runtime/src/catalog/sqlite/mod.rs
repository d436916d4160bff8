//! SQLite's catalog: its pragmas, and what they leave out from the stored `CREATE` texts.

mod assemble;
mod ddl;
mod foreign_keys;
mod lexer;
mod rows;

use diesel::connection::LoadConnection;
use diesel::result::QueryResult;
use diesel::sqlite::Sqlite;
use diesel::{RunQueryDsl, sql_query};

use super::{Arena, Catalog, Inspect};
use rows::Rows;

const RELATIONS: &str = include_str!("relations.sql");
const COLUMNS: &str = include_str!("columns.sql");
const INDEXES: &str = include_str!("indexes.sql");
const INDEX_KEYS: &str = include_str!("index_keys.sql");
const FOREIGN_KEYS: &str = include_str!("foreign_keys.sql");

impl Inspect for Sqlite {
    fn inspect<'a, C>(conn: &mut C, arena: &'a Arena) -> QueryResult<Catalog<'a>>
    where
        C: LoadConnection<Backend = Self>,
    {
        let rows = Rows {
            relations: sql_query(RELATIONS).load(conn)?,
            columns: sql_query(COLUMNS).load(conn)?,
            indexes: sql_query(INDEXES).load(conn)?,
            index_keys: sql_query(INDEX_KEYS).load(conn)?,
            foreign_keys: sql_query(FOREIGN_KEYS).load(conn)?,
        };
        Ok(assemble::assemble(&rows, arena))
    }
}
