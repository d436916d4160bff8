//! The catalog of MySQL and MariaDB: `information_schema`, of the connected database only.

mod assemble;
mod rows;
#[cfg(test)]
mod tests;

use diesel::connection::LoadConnection;
use diesel::mysql::Mysql;
use diesel::result::QueryResult;
use diesel::sql_query;

use super::{Arena, Catalog, Inspect};
use rows::{OptionalColumnRow, Rows};

const OPTIONAL_COLUMNS: &str = include_str!("optional_columns.sql");
const RELATIONS: &str = include_str!("relations.sql");
const COLUMNS: &str = include_str!("columns.sql");
const INDEX_KEYS: &str = include_str!("index_keys.sql");
const FOREIGN_KEYS: &str = include_str!("foreign_keys.sql");
const ACTIONS: &str = include_str!("actions.sql");

/// All rows; `await` them on a connection of diesel-async.
macro_rules! load {
    ($dsl:ident, $conn:ident $(, $await:tt)?) => {{
        let optional: Vec<OptionalColumnRow> =
            $dsl::load(sql_query(OPTIONAL_COLUMNS), $conn) $(.$await)? ?;
        let optional = optional.iter().map(|column| column.name.as_str());
        Rows {
            relations: $dsl::load(sql_query(RELATIONS), $conn) $(.$await)? ?,
            columns: $dsl::load(sql_query(COLUMNS), $conn) $(.$await)? ?,
            index_keys: $dsl::load(sql_query(index_keys(optional)), $conn) $(.$await)? ?,
            foreign_keys: $dsl::load(sql_query(FOREIGN_KEYS), $conn) $(.$await)? ?,
            actions: $dsl::load(sql_query(ACTIONS), $conn) $(.$await)? ?,
        }
    }};
}

impl Inspect for Mysql {
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
impl super::InspectAsync for Mysql {
    fn read<C>(conn: &mut C) -> impl Future<Output = QueryResult<Rows>> + Send
    where
        C: diesel_async::AsyncConnection<Backend = Self>,
    {
        use diesel_async::RunQueryDsl;
        async move { Ok(load!(RunQueryDsl, conn, await)) }
    }
}

/// Returns the query of the keys, with the optional columns that the server has.
fn index_keys<'c>(columns: impl Iterator<Item = &'c str>) -> String {
    columns.fold(INDEX_KEYS.to_owned(), |query, column| {
        let (value, name) = match column {
            "EXPRESSION" => ("NULL /* EXPRESSION */", "EXPRESSION"),
            "IS_VISIBLE" => ("'YES' /* IS_VISIBLE */", "IS_VISIBLE"),
            _ => ("'NO' /* IGNORED */", "IGNORED"),
        };
        query.replace(value, name)
    })
}
