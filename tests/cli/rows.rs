//! The rows of queries.

use std::path::Path;

use diesel::connection::LoadConnection;
use diesel::query_builder::SqlQuery;
use diesel::query_dsl::methods::LoadQuery;
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl, SqliteConnection};

#[derive(QueryableByName)]
pub(crate) struct Value {
    #[diesel(sql_type = Text)]
    value: String,
}

/// The rows of a query with one column, a text called `value`.
pub(crate) fn texts<C: LoadConnection>(url: &str, query: &str) -> Vec<String>
where
    for<'q> SqlQuery: LoadQuery<'q, C, Value>,
{
    let mut conn = C::establish(url).expect("a connection");
    let rows: Vec<Value> = RunQueryDsl::load(diesel::sql_query(query), &mut conn).expect(query);
    rows.into_iter().map(|row| row.value).collect()
}

/// The same of a SQLite file.
pub(crate) fn of_file(file: &Path, query: &str) -> Vec<String> {
    texts::<SqliteConnection>(file.to_str().expect("a UTF-8 path"), query)
}
