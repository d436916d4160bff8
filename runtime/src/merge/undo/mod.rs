//! Taking a run back.

mod entries;
mod identity;
mod missing;
mod moved;
mod request;
mod restore;

use diesel::result::{Error as DieselError, QueryResult};

use crate::catalog::Backend;
use crate::catalog::references::{
    self, Schema, Session, TableFacts, TableId, TextRow, count, texts,
};
use crate::merge::chunk::EntryKind;
use crate::merge::error::{MergeError, Refusal};
use crate::merge::plan::redirects_name;
use crate::merge::run::check_transaction;
use crate::merge::settings::Settings;
use crate::merge::values;
use crate::sql::{Condition, Expression, Literal, Name, Sql, Statement, list, sql};
use entries::Entries;

pub use request::{LeftRow, Undo, Undone};

/// A statement of a run: rows of one table that were treated in the same way.
struct ArchivedStep {
    number: u64,
    kind: EntryKind,
    schema: String,
    table: String,
    rows: u64,
}

struct Undoing<'u, S> {
    session: &'u mut S,
    archive: Name,
    run: Literal,
    schema: Schema,
    undone: Undone,
    /// Rows that are not back, in the transaction that is open: their table, and their columns as the archive has them.
    missing: Vec<(TableId, Vec<(String, String)>)>,
    /// Entries that stay open, so that they can be undone another time.
    open: Vec<u64>,
    /// The table that was merged.
    root: Option<TableId>,
    /// The survivor of the transaction before, if that was one group's.
    survivor: Option<Vec<Option<String>>>,
}

/// The number of refused rows that are named.
const NAMED: usize = 100;

/// Takes a run back, its last transaction first, each in a transaction.
pub(super) async fn undo<S: Session>(
    session: &mut S,
    request: &Undo,
) -> Result<Undone, MergeError> {
    if S::BACKEND == Backend::Postgres {
        check_transaction(session).await?;
    }
    let settings = Settings::apply(session).await?;
    let undone = match settings.check() {
        Ok(()) => undo_with(session, request).await,
        Err(refusal) => Err(refusal.into()),
    };
    settings.restore(session).await;
    undone
}

async fn undo_with<S: Session>(session: &mut S, request: &Undo) -> Result<Undone, MergeError> {
    let sql = Sql(S::BACKEND);
    if S::BACKEND == Backend::Mysql {
        check_transaction(session).await?;
    }
    let schema = references::load(session).await?;
    let run = sql.text(&request.run);
    let archives = schema.named(None, &request.archive);
    if archives.is_empty() {
        let table = request.archive.clone();
        return Err(Refusal::NoTable { table }.into());
    }
    // Each schema may have one: no other run has this name.
    let mut found = None;
    for archive in archives {
        let archive = schema.tables[archive].sql_name(sql);
        let transactions = transactions_of(session, &archive, &run).await?;
        if !transactions.is_empty() {
            found = Some((archive, transactions));
            break;
        }
    }
    let Some((archive, transactions)) = found else {
        return Err(Refusal::NoRun {
            run: request.run.clone(),
        }
        .into());
    };
    let mut undo = Undoing {
        session,
        archive,
        run,
        schema,
        undone: Undone::default(),
        missing: Vec::new(),
        open: Vec::new(),
        root: None,
        survivor: None,
    };
    for transaction in transactions {
        undo.session.begin().await?;
        let outcome = undo.take_back(transaction).await;
        undo.session.conclude(outcome).await?;
    }
    Ok(undo.undone)
}

/// Returns the transactions of a run, the last one first.
async fn transactions_of<S: Session>(
    session: &mut S,
    archive: &Name,
    run: &Literal,
) -> QueryResult<Vec<u64>> {
    let number: Expression = sql!("grp");
    let query = sql!(
        "SELECT {} FROM (SELECT DISTINCT grp FROM {} WHERE run = {} AND undone_at IS NULL) AS camshaft_grps \
         ORDER BY grp DESC",
        Sql(S::BACKEND).as_text(number),
        *archive,
        *run
    );
    let rows = session.rows(&query).await?;
    Ok(texts(&rows).filter_map(|it| it.parse().ok()).collect())
}

impl<S: Session> Undoing<'_, S> {
    const SQL: Sql = Sql(S::BACKEND);

    async fn take_back(&mut self, transaction: u64) -> Result<(), MergeError> {
        self.missing.clear();
        self.open.clear();
        let within: Condition = sql!(
            "a.run = {} AND a.grp = {} AND a.undone_at IS NULL",
            self.run,
            transaction
        );
        let (number, rows): (Expression, Expression) = (sql!("a.step"), sql!("count(*)"));
        let query = sql!(
            "SELECT {}, kind, table_schema, table_name, {} FROM {} AS a WHERE {} \
             GROUP BY a.step, kind, table_schema, table_name ORDER BY a.step DESC",
            Self::SQL.as_text(number),
            Self::SQL.as_text(rows),
            self.archive,
            within
        );
        let rows = self.session.rows(&query).await?;
        let steps: Vec<ArchivedStep> = rows.into_iter().filter_map(ArchivedStep::of).collect();
        for step in steps {
            let tables = self.schema.named(Some(&step.schema), &step.table);
            let Some(&table) = tables.first() else {
                return Err(Refusal::NoTable { table: step.table }.into());
            };
            let condition = sql!("{} AND a.step = {}", within, step.number);
            match step.kind {
                EntryKind::Deleted => {
                    let before = self.undone.restored + self.undone.left;
                    self.restore(table, &condition, step.rows).await?;
                    // Each row is back or left: another sum means that one was passed over.
                    if self.undone.restored + self.undone.left - before != step.rows {
                        return Err(MergeError::Impossible(format!(
                            "not each row of `{}` was inserted again or left; nothing of this transaction is undone",
                            step.table
                        )));
                    }
                }
                EntryKind::Added => {
                    let mut tables = self.schema.tables.iter();
                    let is_root = |it: &TableFacts| {
                        it.schema == step.schema && redirects_name(&it.name) == step.table
                    };
                    self.root = tables.position(is_root);
                    self.undone.groups += self.groups_of(table, &condition).await?;
                    self.remove(table, &condition).await?;
                }
                EntryKind::Moved | EntryKind::Filled => {
                    self.move_back(table, &condition, step.rows).await?;
                }
            }
        }
        let open = self.open.iter().copied().chain([0]);
        let open: Expression = list(open, ", ");
        let mark = sql!(
            "UPDATE {} SET undone_at = CURRENT_TIMESTAMP WHERE run = {} AND grp = {} AND undone_at IS NULL \
             AND id NOT IN ({})",
            self.archive,
            self.run,
            transaction,
            open
        );
        self.session.execute(&mark).await?;
        Ok(())
    }

    /// Counts the groups that were merged: each has redirects to one survivor. Late references have none.
    ///
    /// A group that took several transactions was alone in each of them, and counts with the last.
    async fn groups_of(
        &mut self,
        table: TableId,
        condition: &Condition,
    ) -> Result<u64, MergeError> {
        let facts = &self.schema.tables[table];
        let news = facts
            .columns
            .iter()
            .filter(|it| it.name.starts_with("new_"));
        let object: Expression = sql!("a.old_values");
        let news = news.enumerate().map(|(nth, it)| -> Expression {
            sql!(
                "{} AS camshaft_{}",
                Self::SQL.as_text(values::value_of(Self::SQL, &object, it)),
                nth
            )
        });
        let news: Vec<Expression> = news.collect();
        let columns = news.len();
        let news: Expression = list(news, ", ");
        let first = (0..columns).map(|nth| -> Expression { sql!("min(camshaft_{})", nth) });
        let first: Expression = list(first, ", ");
        let rows: Expression = sql!("count(*)");
        let query = sql!(
            "SELECT {}, {} FROM (SELECT DISTINCT {} FROM {} AS a WHERE {}) AS camshaft_survivors",
            Self::SQL.as_text(rows),
            first,
            news,
            self.archive,
            *condition
        );
        let found = self.session.rows(&query).await?;
        let groups = count(&found);
        let survivor = found.into_iter().next().map(|it| it.0[1..].to_vec());
        let survivor = survivor.filter(|_| groups == 1);
        let is_counted = survivor.is_some() && survivor == self.survivor;
        self.survivor = survivor;
        Ok(if is_counted { 0 } else { groups })
    }

    /// Deletes rows that the run added.
    async fn remove(&mut self, table: TableId, condition: &Condition) -> Result<(), MergeError> {
        let facts = &self.schema.tables[table];
        let name = facts.sql_name(Self::SQL);
        if S::BACKEND == Backend::Sqlite {
            let identity = Self::identity(facts);
            let object: Expression = sql!("a.row_key");
            let keys = identity
                .iter()
                .map(|it| values::literal_of(Self::SQL, &object, it));
            let keys: Vec<_> = keys.collect();
            let mut entries = Entries::of(condition, &keys);
            while let Some(entry) = entries.next(self.session, &self.archive).await? {
                let delete = sql!(
                    "DELETE FROM {} AS t WHERE {}",
                    name,
                    Self::are(&identity, &entry.values)
                );
                self.session.execute(&delete).await?;
            }
            return Ok(());
        }
        let matches: Condition = sql!("{} AND {}", *condition, Self::is_row(facts));
        let delete = match S::BACKEND {
            // It would look through the entries for each row of the table.
            Backend::Mysql => {
                let rows = facts.rows_by(Self::SQL, facts.identity.first());
                let joined = Self::SQL.join(&rows, &self.archive, "a");
                sql!("DELETE t FROM {} ON {}", joined, matches)
            }
            _ => sql!(
                "DELETE FROM {} AS t WHERE EXISTS (SELECT 1 FROM {} AS a WHERE {})",
                name,
                self.archive,
                matches
            ),
        };
        self.session.execute(&delete).await?;
        Ok(())
    }

    /// Tries a statement, and undoes what it did if it fails.
    async fn attempt(
        &mut self,
        statement: &Statement,
    ) -> Result<Result<u64, DieselError>, MergeError> {
        self.session
            .execute_many(&sql!("SAVEPOINT camshaft_undo"))
            .await?;
        match self.session.execute(statement).await {
            Ok(rows) => {
                self.session
                    .execute_many(&sql!("RELEASE SAVEPOINT camshaft_undo"))
                    .await?;
                Ok(Ok(rows as u64))
            }
            // What needs another attempt as a whole does not get better row by row.
            Err(error) if S::is_restart(&error) => Err(error.into()),
            Err(error) => {
                // A rollback that fails says that the connection is gone.
                self.session
                    .execute_many(&sql!("ROLLBACK TO SAVEPOINT camshaft_undo"))
                    .await?;
                Ok(Err(error))
            }
        }
    }
}

impl ArchivedStep {
    fn of(row: TextRow) -> Option<Self> {
        let mut values = row.0.into_iter().map(Option::unwrap_or_default);
        let mut next = || values.next().unwrap_or_default();
        Some(Self {
            number: next().parse().ok()?,
            kind: EntryKind::read(&next())?,
            schema: next(),
            table: next(),
            rows: next().parse().ok()?,
        })
    }
}
