//! The server's own count of the rows that a transaction changed: it includes a cascade that no fact knew of, and what a
//! trigger deletes.

use std::collections::BTreeMap;

use super::{Chunk, GroupError, Result};
use crate::catalog::Backend;
use crate::catalog::references::{Session, TableId, TextRow, counts, texts};
use crate::sql::{Expression, list, sql};

/// The changes of a transaction, by the answers to its statements and by the server's count.
#[derive(Debug, Default)]
pub(super) struct Guard {
    sent: u64,
    sent_deletions: u64,
    deleted: BTreeMap<TableId, u64>,
    updated: BTreeMap<TableId, u64>,
    /// The server's count at the beginning.
    before: Vec<TextRow>,
}

impl Guard {
    /// Adds the rows that a statement changed.
    pub(super) const fn sent(&mut self, rows: u64) {
        self.sent += rows;
    }

    /// Adds the rows, of any table, that a statement deleted.
    pub(super) const fn sent_deletions(&mut self, rows: u64) {
        self.sent_deletions += rows;
    }

    pub(super) fn expect_deleted(&mut self, table: TableId, rows: u64) {
        *self.deleted.entry(table).or_default() += rows;
    }

    pub(super) fn expect_updated(&mut self, table: TableId, rows: u64) {
        *self.updated.entry(table).or_default() += rows;
    }
}

/// Rows that were updated and deleted in this transaction, in each table; a partition counts for its table, whose rows
/// may go from one to another by an update. A session reports its counts now and then only, so that those of earlier
/// transactions may be among them.
const POSTGRES: &str = "\
    SELECT n.nspname::text, c.relname::text, sum(s.n_tup_upd)::text, sum(s.n_tup_del)::text, \
        (c.relkind = 'p')::text, \
        EXISTS (SELECT 1 FROM pg_catalog.pg_constraint AS f WHERE f.contype = 'f' AND f.conrelid = c.oid)::text, \
        EXISTS (SELECT 1 FROM pg_catalog.pg_constraint AS f WHERE f.contype = 'f' AND f.conrelid = c.oid \
            AND f.confupdtype = 'c')::text \
    FROM pg_catalog.pg_stat_xact_user_tables AS s \
    JOIN pg_catalog.pg_class AS c ON c.oid = coalesce(pg_catalog.pg_partition_root(s.relid), s.relid) \
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
    WHERE c.relpersistence <> 't' AND (s.n_tup_upd > 0 OR s.n_tup_del > 0) \
    GROUP BY n.nspname, c.oid, c.relname, c.relkind";

/// Rows that this session deleted, in tables of ours too. What `InnoDB` deletes by a foreign key is not among them:
/// there the facts are whole, or the merge is refused.
const MYSQL: &str = "SHOW SESSION STATUS LIKE 'Handler_delete'";

/// Says whether a trigger `g` of SQLite deletes rows of a table, by its text. A virtual table, as that of a full-text
/// search, has nothing that other tables do not have.
const DELETES: &str = "\
    EXISTS (SELECT 1 FROM sqlite_schema AS t WHERE t.type = 'table' AND t.sql NOT LIKE 'CREATE VIRTUAL TABLE%' \
        AND instr(\
            replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(\
                lower(g.sql), char(10), ' '), char(13), ' '), char(9), ' '), ';', ' '), '\"', ''), '`', ''), \
                '[', ''), ']', ''), '  ', ' '), '  ', ' ') || ' ', \
            'delete from ' || lower(t.name) || ' ') > 0)";

impl<S: Session> Chunk<'_, S> {
    /// Begins to count.
    pub(super) async fn watch(&mut self) -> Result<()> {
        self.guard = Guard::default();
        self.guard.before = match S::BACKEND {
            Backend::Postgres => self.rows(sql!("{}", POSTGRES)).await?,
            Backend::Sqlite => {
                self.rows(sql!("SELECT CAST(total_changes() AS TEXT)"))
                    .await?
            }
            Backend::Mysql => self.rows(sql!("{}", MYSQL)).await?,
        };
        self.guard.sent = 0;
        Ok(())
    }

    /// Refuses a transaction of which the server counted more rows than were archived.
    pub(super) async fn check_watched(&mut self) -> Result<()> {
        match S::BACKEND {
            Backend::Postgres => self.check_postgres().await,
            Backend::Sqlite => self.check_sqlite().await,
            Backend::Mysql => self.check_mysql().await,
        }
    }

    async fn check_postgres(&mut self) -> Result<()> {
        let before = std::mem::take(&mut self.guard.before);
        let after = self.rows(sql!("{}", POSTGRES)).await?;
        for row in &after {
            let [Some(schema), Some(name), ..] = row.0.as_slice() else {
                continue;
            };
            let earlier = before.iter().find(|it| it.0[..2] == row.0[..2]);
            let difference = |position: usize| {
                let read = |line: &TextRow| {
                    let text = line.0.get(position).and_then(|it| it.as_deref());
                    text.and_then(|it| it.parse::<u64>().ok())
                        .unwrap_or_default()
                };
                read(row).saturating_sub(earlier.map_or(0, read))
            };
            let is = |position: usize| {
                row.0
                    .get(position)
                    .is_some_and(|it| it.as_deref() == Some("true"))
            };
            let (updated, deleted) = (difference(2), difference(3));
            let found = self.plan.schema.named(Some(schema), name).first().copied();
            // The archive and the redirects are written by the merge itself.
            if found.is_some_and(|it| self.plan.is_own(it)) {
                continue;
            }
            let expected = |of: &BTreeMap<TableId, u64>| {
                found
                    .and_then(|it| of.get(&it))
                    .copied()
                    .unwrap_or_default()
            };
            let (of_updates, of_deletions) =
                (expected(&self.guard.updated), expected(&self.guard.deleted));
            let (is_partitioned, refers, follows) = (is(4), is(5), is(6));
            let is_known = of_updates + of_deletions > 0;
            let unarchived = if is_partitioned {
                (updated + deleted).saturating_sub(of_updates + of_deletions)
            } else {
                // What a trigger does to a table that refers to nothing is no cascade, nor is what follows a key.
                let counts_updates = (is_known || refers) && !follows;
                let unexpected = if counts_updates {
                    updated.saturating_sub(of_updates)
                } else {
                    0
                };
                deleted.saturating_sub(of_deletions) + unexpected
            };
            if unarchived > 0 {
                return Err(unseen(&format!("`{schema}.{name}`"), unarchived));
            }
        }
        Ok(())
    }

    async fn check_mysql(&mut self) -> Result<()> {
        // A row of a partition is counted for its table, too.
        let concerned = self.plan.concerned().into_iter();
        if concerned
            .map(|it| self.plan.table(it))
            .any(|it| it.is_partitioned)
        {
            return Ok(());
        }
        let after = self.rows(sql!("{}", MYSQL)).await?;
        let number = |rows: &[TextRow]| {
            let text = rows.first().and_then(|row| row.0.get(1)?.as_deref());
            text.and_then(|it| it.parse::<u64>().ok())
                .unwrap_or_default()
        };
        let counted = number(&after).saturating_sub(number(&self.guard.before));
        match counted.saturating_sub(self.guard.sent_deletions) {
            0 => Ok(()),
            unarchived => Err(unseen("other tables", unarchived)),
        }
    }

    async fn check_sqlite(&mut self) -> Result<()> {
        let before = counts(&self.guard.before)
            .first()
            .copied()
            .unwrap_or_default();
        let after = self
            .rows(sql!("SELECT CAST(total_changes() AS TEXT)"))
            .await?;
        let counted = counts(&after).first().copied().unwrap_or_default() - before;
        let unarchived = counted.saturating_sub(self.guard.sent);
        if unarchived == 0 {
            return Ok(());
        }
        let names = self
            .plan
            .concerned()
            .into_iter()
            .map(|it| Self::SQL.text(&self.plan.table(it).name));
        let names: Expression = list(names, ", ");
        let triggers = sql!(
            "SELECT CASE WHEN {} THEN 'deletes' ELSE 'writes' END FROM sqlite_schema AS g \
             WHERE type = 'trigger' AND tbl_name COLLATE NOCASE IN ({})",
            DELETES,
            names
        );
        let triggers = self.rows(triggers).await?;
        let mut triggers = texts(&triggers).peekable();
        // The count includes their inserts and updates, which cannot be distinguished from those of foreign keys.
        if triggers.peek().is_none() || triggers.any(|it| it == "deletes") {
            return Err(unseen("other tables", unarchived));
        }
        Ok(())
    }
}

fn unseen(table: &str, rows: u64) -> GroupError {
    let rows = if rows == 1 {
        "1 row was".to_owned()
    } else {
        format!("{rows} rows were")
    };
    GroupError::Impossible(format!(
        "{rows} changed or deleted in {table} along with the duplicates and not archived: \
         a foreign key, a trigger or a rule reaches them"
    ))
}
