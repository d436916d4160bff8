//! SQLite's catalog: its pragmas, and what they leave out from the stored `CREATE` texts.

mod assemble;
mod ddl;
mod foreign_keys;
mod rows;

use diesel::connection::LoadConnection;
use diesel::result::QueryResult;
use diesel::sql_query;
use diesel::sqlite::Sqlite;

use super::{Arena, Catalog, Inspect};
use rows::Rows;

const RELATIONS: &str = include_str!("relations.sql");
const COLUMNS: &str = include_str!("columns.sql");
const INDEXES: &str = include_str!("indexes.sql");
const INDEX_KEYS: &str = include_str!("index_keys.sql");
const FOREIGN_KEYS: &str = include_str!("foreign_keys.sql");

/// All rows; `await` them on a connection of diesel-async.
macro_rules! load {
    ($dsl:ident, $conn:ident $(, $await:tt)?) => {
        Rows {
            relations: $dsl::load(sql_query(RELATIONS), $conn) $(.$await)? ?,
            columns: $dsl::load(sql_query(COLUMNS), $conn) $(.$await)? ?,
            indexes: $dsl::load(sql_query(INDEXES), $conn) $(.$await)? ?,
            index_keys: $dsl::load(sql_query(INDEX_KEYS), $conn) $(.$await)? ?,
            foreign_keys: $dsl::load(sql_query(FOREIGN_KEYS), $conn) $(.$await)? ?,
        }
    };
}

impl Inspect for Sqlite {
    type Rows = Rows;

    fn read<C>(conn: &mut C) -> QueryResult<Rows>
    where
        C: LoadConnection<Backend = Self>,
    {
        use diesel::RunQueryDsl;
        Ok(load!(RunQueryDsl, conn))
    }

    fn assemble<'a>(rows: &Rows, arena: &'a Arena) -> Catalog<'a> {
        assemble::assemble(rows, arena)
    }
}

#[cfg(feature = "async")]
impl super::InspectAsync for Sqlite {
    fn read<C>(conn: &mut C) -> impl Future<Output = QueryResult<Rows>> + Send
    where
        C: diesel_async::AsyncConnection<Backend = Self>,
    {
        use diesel_async::RunQueryDsl;
        async move { Ok(load!(RunQueryDsl, conn, await)) }
    }
}
