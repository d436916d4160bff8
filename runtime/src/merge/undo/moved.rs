//! Rows that were given other values, given those they had.

use super::{Undoing, entries};
use crate::catalog::Backend;
use crate::merge::dialect::join;
use crate::merge::error::MergeError;
use crate::merge::schema::{ColumnFacts, TableFacts};
use crate::merge::session::Session;

impl<S: Session> Undoing<'_, S> {
    /// Gives columns the values they had, where they still have those of the run.
    pub(super) async fn move_back(
        &mut self,
        table: usize,
        condition: &str,
        rows: u64,
    ) -> Result<(), MergeError> {
        let changed = self.changed_columns(table, condition).await?;
        let facts = &self.schema.tables[table];
        let changed: Vec<_> = changed.iter().map(|&it| &facts.columns[it]).collect();
        let archive = self.archive.as_str();
        let moved = if S::BACKEND == Backend::Sqlite {
            let values = Self::literals(facts, &changed);
            let update =
                |_: &str, values: &[String]| Self::update_literals(facts, &changed, values);
            entries::execute(self.session, archive, condition, &values, update).await?
        } else if facts.identity.is_empty() {
            let update = |id: &str, _: &[String]| Self::update_one(facts, &changed, archive, id);
            entries::execute(self.session, archive, condition, &[], update).await?
        } else {
            let update = Self::update_all(facts, &changed, archive, condition);
            self.session.execute(&update).await? as u64
        };
        self.undone.moved_back += moved;
        self.undone.left += rows.saturating_sub(moved);
        Ok(())
    }

    /// The rows of all entries of a condition.
    fn update_all(
        facts: &TableFacts,
        changed: &[&ColumnFacts],
        archive: &str,
        condition: &str,
    ) -> String {
        let matches = Self::is_unchanged_row(facts, changed, condition);
        let set = |prefix: &str| {
            let each = changed.iter().map(|it| {
                let old = Self::SQL.value_in_json("a.old_values", facts, it);
                format!("{prefix}{} = {old}", Self::SQL.name(&it.name))
            });
            join(each, ", ")
        };
        let table = Self::SQL.table(facts);
        match S::BACKEND {
            Backend::Mysql => {
                format!(
                    "UPDATE {table} AS t JOIN {archive} AS a ON {matches} SET {}",
                    set("t.")
                )
            }
            _ => format!(
                "UPDATE {table} AS t SET {} FROM {archive} AS a WHERE {matches}",
                set("")
            ),
        }
    }

    /// Any one of the rows that are alike, as no key tells them apart.
    fn update_one(
        facts: &TableFacts,
        changed: &[&ColumnFacts],
        archive: &str,
        entry: &str,
    ) -> String {
        let is_entry = format!("a.id = {entry}");
        let matches = Self::is_unchanged_row(facts, changed, &is_entry);
        let set = changed.iter().map(|it| {
            let old = Self::SQL.value_in_json("a.old_values", facts, it);
            let name = Self::SQL.name(&it.name);
            format!("{name} = (SELECT {old} FROM {archive} AS a WHERE {is_entry})")
        });
        let (set, table) = (join(set, ", "), Self::SQL.table(facts));
        if S::BACKEND == Backend::Mysql {
            return format!(
                "UPDATE {table} AS t SET {set} \
                 WHERE EXISTS (SELECT 1 FROM {archive} AS a WHERE {matches}) LIMIT 1"
            );
        }
        let of_row = format!("{table} AS t JOIN {archive} AS a ON {matches}");
        Self::update_first(&table, &set, &of_row)
    }

    /// Whether a row `t` is the one that an entry `a` of the condition tells of, and as the run left it.
    fn is_unchanged_row(facts: &TableFacts, changed: &[&ColumnFacts], condition: &str) -> String {
        let is_new = changed.iter().map(|it| {
            Self::SQL.is_unchanged(
                &Self::SQL.column("t", &it.name),
                &Self::SQL.value_in_json("a.new_values", facts, it),
            )
        });
        let is_new = join(is_new, " AND ");
        format!("{condition} AND {} AND {is_new}", Self::is_row(facts))
    }

    /// On SQLite, what `update_literals` is made of.
    fn literals(facts: &TableFacts, changed: &[&ColumnFacts]) -> Vec<String> {
        let identity = Self::identity(facts);
        let parts = [
            ("a.row_key", &identity[..]),
            ("a.new_values", changed),
            ("a.old_values", changed),
        ];
        let literals = parts.into_iter().flat_map(|(object, columns)| {
            columns
                .iter()
                .map(move |it| Self::SQL.literal_in_json(object, it))
        });
        literals.collect()
    }

    /// On SQLite, one row: any one of those that are alike where no key tells them apart.
    fn update_literals(
        facts: &TableFacts,
        changed: &[&ColumnFacts],
        literals: &[String],
    ) -> String {
        let identity = Self::identity(facts);
        let (keys, values) = literals.split_at(identity.len());
        let (new, old) = values.split_at(changed.len());
        let set = changed.iter().zip(old);
        let set = set.map(|(it, old)| format!("{} = {old}", Self::SQL.name(&it.name)));
        let (set, table) = (join(set, ", "), Self::SQL.table(facts));
        let matches = format!(
            "{} AND {}",
            Self::are(&identity, keys),
            Self::are(changed, new)
        );
        if !facts.identity.is_empty() {
            return format!("UPDATE {table} AS t SET {set} WHERE {matches}");
        }
        Self::update_first(&table, &set, &format!("{table} AS t WHERE {matches}"))
    }

    /// The first of the rows `t` that are found.
    fn update_first(table: &str, set: &str, found: &str) -> String {
        let place = Self::SQL.place();
        let own = Self::SQL.tuple(place.iter().copied());
        let columns = join(place.iter().map(|it| Self::SQL.column("t", it)), ", ");
        format!(
            "UPDATE {table} AS t SET {set} WHERE {own} IN (SELECT {columns} FROM {found} LIMIT 1)"
        )
    }

    /// The columns that a step changed.
    async fn changed_columns(
        &mut self,
        table: usize,
        condition: &str,
    ) -> Result<Vec<usize>, MergeError> {
        let columns = &self.schema.tables[table].columns;
        let each = columns.iter().map(|it| {
            let has_it = Self::SQL.has_key("a.new_values", it);
            format!("CASE WHEN {has_it} THEN 'changed' END")
        });
        let query = format!(
            "SELECT {} FROM {} AS a WHERE {condition} LIMIT 1",
            join(each, ", "),
            self.archive
        );
        let rows = self.session.rows(&query).await?;
        let marks = rows.into_iter().next().map_or_else(Vec::new, |row| row.0);
        let marks = marks.into_iter().enumerate();
        Ok(marks
            .filter_map(|(position, mark)| mark.map(|_| position))
            .collect())
    }
}
