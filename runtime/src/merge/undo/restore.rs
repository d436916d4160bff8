//! Rows that were deleted, inserted again.

use super::Undoing;
use crate::catalog::Backend;
use crate::merge::dialect::join;
use crate::merge::error::MergeError;
use crate::merge::schema::ColumnFacts;
use crate::merge::session::Session;

/// How many rows are read together where they go through the client.
const ROWS: usize = 500;

impl<S: Session> Undoing<'_, S> {
    /// Inserts those of a condition again.
    pub(super) async fn restore(
        &mut self,
        table: usize,
        condition: &str,
    ) -> Result<(), MergeError> {
        let facts = &self.schema.tables[table];
        let columns: Vec<&ColumnFacts> = facts.columns.iter().filter(|it| !it.generated).collect();
        let names = join(columns.iter().map(|it| Self::SQL.name(&it.name)), ", ");
        let into = format!("INSERT INTO {} ({names})", Self::SQL.table(facts));
        if S::BACKEND == Backend::Sqlite {
            let literals = columns
                .iter()
                .map(|it| Self::SQL.literal_in_json("a.old_values", it));
            let literals = join(literals, ", ");
            return self.restore_literals(&into, &literals, condition).await;
        }
        let overriding = if S::BACKEND == Backend::Postgres {
            " OVERRIDING SYSTEM VALUE"
        } else {
            ""
        };
        let values = columns
            .iter()
            .map(|it| Self::SQL.value_in_json("a.old_values", facts, it));
        let insert = format!(
            "{into}{overriding} SELECT {} FROM {} AS a WHERE {condition} ORDER BY a.id DESC",
            join(values, ", "),
            self.archive
        );
        self.undone.restored += self.session.execute(&insert).await? as u64;
        Ok(())
    }

    /// The same through the client, not too many at a time: SQLite makes no blob of JSON by itself.
    async fn restore_literals(
        &mut self,
        into: &str,
        literals: &str,
        condition: &str,
    ) -> Result<(), MergeError> {
        let mut before = String::new();
        loop {
            let query = format!(
                "SELECT {}, {literals} FROM {} AS a WHERE {condition}{before} ORDER BY a.id DESC LIMIT {ROWS}",
                Self::SQL.as_text("a.id"),
                self.archive
            );
            let rows = self.session.rows(&query).await?;
            let is_last = rows.len() < ROWS;
            for row in rows {
                let null = || "NULL".to_owned();
                let mut values = row.0.into_iter().map(|it| it.unwrap_or_else(null));
                before = format!(" AND a.id < {}", values.next().unwrap_or_else(null));
                let insert = format!("{into} VALUES ({})", join(values, ", "));
                self.undone.restored += self.session.execute(&insert).await? as u64;
            }
            if is_last {
                return Ok(());
            }
        }
    }
}
