//! A connection as procedures ask it, blocking or not.

use std::time::Duration;

use diesel::backend::Backend as DieselBackend;
use diesel::deserialize::{self, FromSql, QueryableByName};
use diesel::result::{Error as DieselError, QueryResult};
use diesel::row::{Field as _, NamedRow, Row};
use diesel::sql_types::Text;

use super::schema::Schema;
use crate::catalog::Backend;
use crate::sql::Statement;

/// A connection that a procedure runs on, as a merge does.
///
/// The procedure is written once, as futures over this trait. Those of a blocking connection are
/// ready at once.
pub(crate) trait Session: Send {
    /// The server of the session.
    const BACKEND: Backend;

    /// Reads the facts of its tables.
    fn schema(&mut self) -> impl Future<Output = QueryResult<Schema>> + Send;
    /// Begins a transaction at READ COMMITTED: a snapshot would be older than the locks that were
    /// waited for.
    fn begin(&mut self) -> impl Future<Output = QueryResult<()>> + Send;
    /// Commits it, or rolls it back and keeps the error of the work.
    fn conclude<T: Send, E: From<DieselError> + Send>(
        &mut self,
        outcome: Result<T, E>,
    ) -> impl Future<Output = Result<T, E>> + Send;
    /// Rolls it back.
    fn roll_back(&mut self) -> impl Future<Output = QueryResult<()>> + Send;
    /// Returns the number of rows that a statement changed.
    fn execute(&mut self, sql: &Statement) -> impl Future<Output = QueryResult<usize>> + Send;
    /// Sends statements that change the schema, or settings.
    fn execute_many(&mut self, sql: &Statement) -> impl Future<Output = QueryResult<()>> + Send;
    /// Returns the rows of a query whose columns are all text.
    fn rows(&mut self, sql: &Statement) -> impl Future<Output = QueryResult<Vec<TextRow>>> + Send;
    /// Waits.
    fn pause(&mut self, pause: Duration) -> impl Future<Output = ()> + Send;
    /// Returns whether the whole transaction has to be run again.
    fn is_restart(error: &DieselError) -> bool;
}

/// A row of texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRow(pub(crate) Vec<Option<String>>);

impl<DB: DieselBackend> QueryableByName<DB> for TextRow
where
    String: FromSql<Text, DB>,
{
    fn build<'a>(row: &impl NamedRow<'a, DB>) -> deserialize::Result<Self> {
        let value = |position| match Row::get(row, position) {
            Some(field) if !field.is_null() => String::from_nullable_sql(field.value()).map(Some),
            _ => Ok(None),
        };
        (0..row.field_count())
            .map(value)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// Returns the first column of each row.
pub(crate) fn texts(rows: &[TextRow]) -> impl Iterator<Item = &str> {
    rows.iter().filter_map(|row| row.0.first()?.as_deref())
}

/// Returns the counts of the first row, as the server writes them; 0 where there is none.
pub(crate) fn counts(rows: &[TextRow]) -> Vec<u64> {
    let texts = rows.first().map_or(&[][..], |row| &row.0);
    let number = |it: &Option<String>| it.as_deref().and_then(|it| it.parse().ok());
    texts
        .iter()
        .map(|it| number(it).unwrap_or_default())
        .collect()
}

/// Returns the first of them.
pub(crate) fn count(rows: &[TextRow]) -> u64 {
    counts(rows).first().copied().unwrap_or_default()
}
