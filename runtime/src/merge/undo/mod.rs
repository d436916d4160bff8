//! Taking a run back.

mod entries;
mod moved;
mod restore;

use diesel::result::QueryResult;

use crate::catalog::Backend;
use crate::merge::dialect::{Sql, join};
use crate::merge::error::{MergeError, Refusal};
use crate::merge::group::number;
use crate::merge::request::ARCHIVE;
use crate::merge::schema::{ColumnFacts, Schema, TableFacts};
use crate::merge::session::{Line, Session, texts};

/// What was taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Undone {
    /// How many groups.
    pub groups: u64,
    /// How many rows were inserted again.
    pub restored: u64,
    /// How many rows refer to where they referred before.
    pub moved_back: u64,
    /// How many rows were left as they are, since somebody changed or deleted them meanwhile.
    pub left: u64,
}

/// Takes a run of a merge back: deleted rows are inserted again, and what referred to them refers to
/// them again.
///
/// A row that was changed or deleted since is left as it is, and counted. A unique index that was
/// created meanwhile has to be dropped first.
#[derive(Debug, Clone)]
#[must_use = "nothing is sent to the database before `run`"]
pub struct Undo {
    run: String,
    archive: String,
}

impl Undo {
    /// Of the run with this name.
    pub fn new(run: impl Into<String>) -> Self {
        Self {
            run: run.into(),
            archive: ARCHIVE.to_owned(),
        }
    }

    /// From this archive.
    pub fn archive(self, table: impl Into<String>) -> Self {
        Self {
            archive: table.into(),
            ..self
        }
    }
}

/// A statement of a run: rows of one table that were treated alike.
struct Step {
    number: String,
    kind: String,
    schema: String,
    table: String,
    rows: u64,
}

struct Undoing<'u, S> {
    session: &'u mut S,
    archive: String,
    run: String,
    schema: Schema,
    undone: Undone,
}

/// Takes a run back, the last group first, each in a transaction.
pub(super) async fn undo<S: Session>(
    session: &mut S,
    request: &Undo,
) -> Result<Undone, MergeError> {
    let sql = Sql(S::BACKEND);
    let schema = session.schema().await?;
    let run = sql.text(&request.run);
    let archives = schema.named(None, &request.archive);
    if archives.is_empty() {
        let table = request.archive.clone();
        return Err(Refusal::NoTable { table }.into());
    }
    // Each schema may have one: no other run has this name.
    let (mut archive, mut groups) = (String::new(), Vec::new());
    for found in archives {
        archive = sql.table(&schema.tables[found]);
        groups = groups_of(session, &archive, &run).await?;
        if !groups.is_empty() {
            break;
        }
    }
    if groups.is_empty() {
        return Err(Refusal::NoRun {
            run: request.run.clone(),
        }
        .into());
    }
    let mut undo = Undoing {
        session,
        archive,
        run,
        schema,
        undone: Undone::default(),
    };
    for group in texts(&groups) {
        undo.session.begin().await?;
        match undo.take_back(group).await {
            Ok(()) => undo.session.commit().await?,
            Err(error) => {
                let _ = undo.session.roll_back().await;
                return Err(error);
            }
        }
    }
    Ok(undo.undone)
}

/// The groups of a run, the last one first.
async fn groups_of<S: Session>(
    session: &mut S,
    archive: &str,
    run: &str,
) -> QueryResult<Vec<Line>> {
    let query = format!(
        "SELECT DISTINCT {} AS grp, grp AS nth FROM {archive} WHERE run = {run} AND undone_at IS NULL",
        Sql(S::BACKEND).as_text("grp")
    );
    let query = format!("SELECT grp FROM ({query}) AS groups ORDER BY nth DESC");
    session.rows(&query).await
}

impl<S: Session> Undoing<'_, S> {
    const SQL: Sql = Sql(S::BACKEND);

    async fn take_back(&mut self, group: &str) -> Result<(), MergeError> {
        let within = format!(
            "a.run = {} AND a.grp = {group} AND a.undone_at IS NULL",
            self.run
        );
        let query = format!(
            "SELECT {}, kind, table_schema, table_name, {} FROM {} AS a WHERE {within} \
             GROUP BY a.step, kind, table_schema, table_name ORDER BY a.step DESC",
            Self::SQL.as_text("a.step"),
            Self::SQL.as_text("count(*)"),
            self.archive
        );
        let rows = self.session.rows(&query).await?;
        let steps: Vec<Step> = rows.into_iter().map(Step::of).collect();
        // Each group that is merged adds its redirects; rows that came late do not.
        self.undone.groups += u64::from(steps.iter().any(|it| it.kind == "added"));
        for step in steps {
            let tables = self.schema.named(Some(&step.schema), &step.table);
            let Some(&table) = tables.first() else {
                return Err(Refusal::NoTable { table: step.table }.into());
            };
            let condition = format!("{within} AND a.step = {}", step.number);
            match step.kind.as_str() {
                "deleted" => self.restore(table, &condition).await?,
                "added" => self.remove(table, &condition).await?,
                _ => self.move_back(table, &condition, step.rows).await?,
            }
        }
        let mark = format!(
            "UPDATE {} SET undone_at = CURRENT_TIMESTAMP WHERE run = {} AND grp = {group} AND undone_at IS NULL",
            self.archive, self.run
        );
        self.session.execute(&mark).await?;
        Ok(())
    }

    /// Deletes rows that the run added.
    async fn remove(&mut self, table: usize, condition: &str) -> Result<(), MergeError> {
        let facts = &self.schema.tables[table];
        let delete = Self::SQL.delete(facts);
        if S::BACKEND == Backend::Sqlite {
            let identity = Self::identity(facts);
            let keys = identity
                .iter()
                .map(|it| Self::SQL.literal_in_json("a.row_key", it));
            let keys: Vec<_> = keys.collect();
            let is_row = |keys: &[String]| Self::are(&identity, keys);
            let delete = |_: &str, keys: &[String]| format!("{delete} WHERE {}", is_row(keys));
            entries::execute(self.session, &self.archive, condition, &keys, delete).await?;
            return Ok(());
        }
        let delete = format!(
            "{delete} WHERE EXISTS (SELECT 1 FROM {} AS a WHERE {condition} AND {})",
            self.archive,
            Self::is_row(facts),
        );
        self.session.execute(&delete).await?;
        Ok(())
    }

    /// What tells the rows of a table apart: all columns where there is no key.
    fn identity(facts: &TableFacts) -> Vec<&ColumnFacts> {
        let columns = facts.columns.iter();
        columns
            .filter(|it| facts.identity.is_empty() || facts.identity.contains(&it.name))
            .collect()
    }

    /// Whether columns of a row `t` have these values, on SQLite.
    fn are(columns: &[&ColumnFacts], literals: &[String]) -> String {
        let each = columns.iter().zip(literals);
        let each =
            each.map(|(it, literal)| Self::SQL.is_same(&Self::SQL.column("t", &it.name), literal));
        join(each, " AND ")
    }

    /// Whether a row `t` is the one that an entry `a` tells of.
    fn is_row(facts: &TableFacts) -> String {
        let columns = Self::identity(facts).into_iter();
        join(
            columns.map(|it| {
                let (own, archived) = (
                    Self::SQL.column("t", &it.name),
                    Self::SQL.value_in_json("a.row_key", facts, it),
                );
                if facts.identity.is_empty() {
                    Self::SQL.is_unchanged(&own, &archived)
                } else {
                    format!("{own} = {archived}")
                }
            }),
            " AND ",
        )
    }
}

impl Step {
    fn of(row: Line) -> Self {
        let mut values = row.0.into_iter().map(Option::unwrap_or_default);
        let mut next = || values.next().unwrap_or_default();
        Self {
            number: next(),
            kind: next(),
            schema: next(),
            table: next(),
            rows: number(Some(&next())),
        }
    }
}
