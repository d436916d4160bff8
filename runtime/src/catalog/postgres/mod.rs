//! PostgreSQL's catalog.

mod assemble;
mod rows;

use diesel::connection::LoadConnection;
use diesel::pg::Pg;
use diesel::result::QueryResult;
use diesel::{RunQueryDsl, sql_query};

use super::{Arena, Catalog, Inspect};
use rows::Rows;

macro_rules! query {
    ($file:literal) => {
        concat!(include_str!("scope.sql"), include_str!($file))
    };
}

const RELATIONS: &str = query!("relations.sql");
const COLUMNS: &str = query!("columns.sql");
const INDEXES: &str = query!("indexes.sql");
const INDEX_KEYS: &str = query!("index_keys.sql");
const FOREIGN_KEYS: &str = query!("foreign_keys.sql");

impl Inspect for Pg {
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
