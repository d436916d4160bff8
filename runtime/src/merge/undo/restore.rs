//! Rows that were deleted, inserted again.

use super::{Undoing, entries};
use crate::catalog::Backend;
use crate::merge::dialect::{Sql, join};
use crate::merge::error::MergeError;
use crate::merge::schema::{ColumnFacts, TableFacts};
use crate::merge::session::{Session, texts};

impl<S: Session> Undoing<'_, S> {
    /// Inserts those of a condition again.
    pub(super) async fn restore(
        &mut self,
        table: usize,
        condition: &str,
    ) -> Result<(), MergeError> {
        let facts = &self.schema.tables[table];
        let identities = identities(self.session, facts).await?;
        let is_stored = |it: &&ColumnFacts| !it.generated || identities.contains(&it.name);
        let columns: Vec<&ColumnFacts> = facts.columns.iter().filter(is_stored).collect();
        let names = join(columns.iter().map(|it| Self::SQL.name(&it.name)), ", ");
        let into = format!("INSERT INTO {} ({names})", Self::SQL.table(facts));
        if S::BACKEND == Backend::Sqlite {
            let literals = columns.iter();
            let literals = literals.map(|it| Self::SQL.literal_in_json("a.old_values", it));
            let literals: Vec<_> = literals.collect();
            let insert =
                |_: &str, values: &[String]| format!("{into} VALUES ({})", values.join(", "));
            let restored =
                entries::execute(self.session, &self.archive, condition, &literals, insert).await?;
            self.undone.restored += restored;
            return Ok(());
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
}

/// The columns of PostgreSQL that are `GENERATED ALWAYS`, as computed ones are, and can be written all the same.
async fn identities<S: Session>(
    session: &mut S,
    table: &TableFacts,
) -> Result<Vec<String>, MergeError> {
    if S::BACKEND != Backend::Postgres {
        return Ok(Vec::new());
    }
    let sql = Sql(S::BACKEND);
    let query = format!(
        "SELECT attname::text FROM pg_catalog.pg_attribute WHERE attrelid = {}::regclass AND attidentity <> ''",
        sql.text(&sql.table(table))
    );
    let rows = session.rows(&query).await?;
    Ok(texts(&rows).map(str::to_owned).collect())
}
