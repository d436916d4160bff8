//! Rows that were deleted, inserted again.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::Undoing;
use super::entries::Entries;
use crate::catalog::Backend;
use crate::catalog::references::{ColumnFacts, Session, TableFacts, TableId, count, texts};
use crate::merge::error::MergeError;
use crate::merge::values;
use crate::sql::{Condition, Expression, Fragment as _, Literal, Sql, Statement, list, sql};

impl<S: Session> Undoing<'_, S> {
    /// Inserts those of a condition again: all at once, and one by one where that is refused.
    pub(super) async fn restore(
        &mut self,
        table: TableId,
        condition: &Condition,
        rows: u64,
    ) -> Result<(), MergeError> {
        let facts = &self.schema.tables[table];
        let identities = identities(self.session, facts).await?;
        let is_stored = |it: &&ColumnFacts| !it.generated || identities.contains(&it.name);
        let columns: Vec<ColumnFacts> = facts.columns.iter().filter(is_stored).cloned().collect();
        let blocked = self.undone.left;
        let condition = &self.without_blocked(table, condition, &columns).await?;
        let rows = rows - (self.undone.left - blocked);
        // SQLite makes no blob of JSON, so that its rows go back by literals, one by one.
        if S::BACKEND != Backend::Sqlite {
            let insert = self.insert_all(table, &columns, condition);
            if let Ok(restored) = self.attempt(&insert).await?
                && restored == rows
            {
                self.undone.restored += restored;
                return Ok(());
            }
        }
        self.restore_each(table, &columns, condition).await
    }

    fn insert_into(&self, table: TableId, columns: &[ColumnFacts]) -> Statement {
        let names: Expression = list(columns.iter().map(|it| Self::SQL.name(&it.name)), ", ");
        let overriding = match S::BACKEND {
            // An identity column that is `GENERATED ALWAYS` refuses a value otherwise.
            Backend::Postgres => " OVERRIDING SYSTEM VALUE",
            _ => "",
        };
        let name = self.schema.tables[table].sql_name(Self::SQL);
        sql!("INSERT INTO {} ({}){}", name, names, overriding)
    }

    fn insert_all(
        &self,
        table: TableId,
        columns: &[ColumnFacts],
        condition: &Condition,
    ) -> Statement {
        let object: Expression = sql!("a.old_values");
        let values = columns
            .iter()
            .map(|it| values::value_of(Self::SQL, &object, it));
        let values: Expression = list(values, ", ");
        sql!(
            "{} SELECT {} FROM {} AS a WHERE {} ORDER BY a.id DESC",
            self.insert_into(table, columns),
            values,
            self.archive,
            *condition
        )
    }

    async fn restore_each(
        &mut self,
        table: TableId,
        columns: &[ColumnFacts],
        condition: &Condition,
    ) -> Result<(), MergeError> {
        let object: Expression = sql!("a.old_values");
        let literals = columns
            .iter()
            .map(|it| values::literal_of(Self::SQL, &object, it));
        let literals: Vec<Expression> = match S::BACKEND {
            Backend::Sqlite => literals.collect(),
            _ => Vec::new(),
        };
        let mut entries = Entries::of(condition, &literals);
        while let Some(entry) = entries.next(self.session, &self.archive).await? {
            let is_entry: Condition = sql!("a.id = {}", entry.id);
            let insert = match S::BACKEND {
                Backend::Sqlite => {
                    let values: Expression = list(entry.values.iter().cloned(), ", ");
                    sql!("{} VALUES ({})", self.insert_into(table, columns), values)
                }
                _ => self.insert_all(table, columns, &is_entry),
            };
            let (reason, violated) = match self.attempt(&insert).await? {
                Ok(1) => {
                    self.undone.restored += 1;
                    continue;
                }
                Ok(_) => ("a trigger or a rule keeps it away".to_owned(), None),
                Err(error) => {
                    let reason = error.to_string();
                    let is_unique = matches!(
                        error,
                        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)
                    );
                    (reason, is_unique.then_some(error))
                }
            };
            let reason = if self
                .is_taken(table, &entry.values, columns, &is_entry)
                .await?
            {
                "another row has its key by now".to_owned()
            } else if let (true, Some(error)) = (self.root == Some(table), violated) {
                // A unique index that was created since refuses each of the duplicates.
                return Err(error.into());
            } else {
                reason
            };
            self.remember_missing(table, &is_entry).await?;
            self.leave(table, entry.id, entry.key, reason);
        }
        Ok(())
    }

    /// Returns whether there is a row with the key of an entry.
    async fn is_taken(
        &mut self,
        table: TableId,
        literals: &[Literal],
        columns: &[ColumnFacts],
        is_entry: &Condition,
    ) -> Result<bool, MergeError> {
        let facts = &self.schema.tables[table];
        if facts.identity.is_empty() {
            return Ok(false);
        }
        let (name, rows): (_, Expression) = (facts.sql_name(Self::SQL), sql!("count(*)"));
        let rows = Self::SQL.as_text(rows);
        let query = match S::BACKEND {
            Backend::Sqlite => {
                let identity = columns.iter().zip(literals);
                let identity = identity.filter(|(it, _)| facts.identity.contains(&it.name));
                let (columns, literals): (Vec<_>, Vec<_>) =
                    identity.map(|(it, literal)| (it, literal.clone())).unzip();
                sql!(
                    "SELECT {} FROM {} AS t WHERE {}",
                    rows,
                    name,
                    Self::are(&columns, &literals)
                )
            }
            _ => sql!(
                "SELECT {} FROM {} AS t JOIN {} AS a ON {} AND {}",
                rows,
                name,
                self.archive,
                *is_entry,
                Self::is_row(facts)
            ),
        };
        Ok(count(&self.session.rows(&query).await?) > 0)
    }
}

/// Returns the columns of PostgreSQL that are `GENERATED ALWAYS`, as computed ones are, and can be written all the
/// same.
async fn identities<S: Session>(
    session: &mut S,
    table: &TableFacts,
) -> Result<Vec<String>, MergeError> {
    if S::BACKEND != Backend::Postgres {
        return Ok(Vec::new());
    }
    let sql = Sql(S::BACKEND);
    let query = sql!(
        "SELECT attname::text FROM pg_catalog.pg_attribute WHERE attrelid = {}::regclass AND attidentity <> ''",
        sql.text(table.sql_name(sql).as_str())
    );
    let rows = session.rows(&query).await?;
    Ok(texts(&rows).map(str::to_owned).collect())
}
