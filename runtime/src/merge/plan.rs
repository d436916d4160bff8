//! The plan of a merge, made from the live tables, and the reasons to refuse it.

use std::collections::BTreeSet;

use super::error::Refusal;
use super::named::{check_column, check_referring, check_root, soft_reference, the_table};
use super::request::{Merge, Order};
use crate::catalog::Backend;
use crate::catalog::references::{
    ColumnFacts, Pair, Reference, Schema, TableFacts, TableId, Unique,
};
use crate::sql::{Name, Rows, Sql};

/// A table that refers to another one.
#[derive(Debug)]
pub(super) struct Referrer {
    pub(super) table: TableId,
    pub(super) references: Vec<Reference>,
    /// The unique keys of the table with a column that refers.
    pub(super) uniques: Vec<Unique>,
    /// True if other rows may refer to its own.
    pub(super) is_referred_to: bool,
    /// The order by which one of its rows stays where two conflict.
    pub(super) keep: Vec<Order>,
}

/// A merge that can be done.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) schema: Schema,
    pub(super) root: TableId,
    pub(super) archive: Option<TableId>,
    pub(super) redirects: Option<TableId>,
    soft: Vec<(TableId, Reference)>,
    children: Vec<(TableId, Order)>,
    /// The tables that refer to each table.
    referrers: Vec<Vec<Referrer>>,
}

/// Returns the name of the table of redirects: which row replaced another one.
pub(super) fn redirects_name(table: &str) -> String {
    with_suffix(table, "_merges")
}

/// Returns the name of its index.
pub(super) fn redirects_index(table: &str) -> String {
    with_suffix(table, "_merges_new")
}

/// Adds a suffix to a name. No server takes more than 63 bytes: of a longer name the beginning is kept, with a number
/// that makes it unique.
fn with_suffix(table: &str, suffix: &str) -> String {
    let room = 63 - suffix.len();
    if table.len() <= room {
        return format!("{table}{suffix}");
    }
    // FNV-1a, as a name has to be the same for ever.
    let number = table.bytes().fold(0x811c_9dc5_u32, |number, byte| {
        (number ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let number = format!("_{number:08x}");
    let mut end = room - number.len();
    while !table.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{number}{suffix}", &table[..end])
}

impl Plan {
    /// Plans the merge of these tables.
    ///
    /// # Errors
    ///
    /// A refusal that names the reason why the merge is impossible.
    pub(super) fn of(schema: Schema, merge: &Merge) -> Result<Self, Refusal> {
        let key_spec = &merge.key_spec;
        let root = the_table(&schema, key_spec.schema.as_deref(), &key_spec.table, None)?;
        let facts = &schema.tables[root];
        check_root(facts, merge)?;
        check_referring(&schema, root)?;
        let soft = merge.references.iter();
        let soft = soft
            .map(|it| soft_reference(&schema, root, it))
            .collect::<Result<_, _>>()?;
        let children = merge.children.iter().map(|(name, order)| {
            let table = the_table(&schema, None, name, Some(root))?;
            check_column(&schema.tables[table], &order.column)?;
            Ok((table, order.clone()))
        });
        let children = children.collect::<Result<_, _>>()?;
        let beside = |name: &str| schema.named(Some(&facts.schema), name).first().copied();
        let (archive, redirects) = (beside(&merge.archive), beside(&redirects_name(&facts.name)));
        let mut plan = Self {
            schema,
            root,
            archive,
            redirects,
            soft,
            children,
            referrers: Vec::new(),
        };
        let tables = 0..plan.schema.tables.len();
        plan.referrers = tables.map(|it| plan.find_referrers(it)).collect();
        plan.check_own_tables(merge)?;
        plan.check_identities()?;
        plan.check_pairs()?;
        Ok(plan)
    }

    pub(super) fn table(&self, table: TableId) -> &TableFacts {
        &self.schema.tables[table]
    }

    /// Returns the name of a table in SQL.
    pub(super) fn name(&self, table: TableId) -> Name {
        self.table(table).sql_name(Sql(self.schema.backend))
    }

    /// Returns the rows `t` of a table, which are looked up by their key.
    pub(super) fn rows(&self, table: TableId) -> Rows {
        let facts = self.table(table);
        facts.rows_by(Sql(self.schema.backend), facts.identity.first())
    }

    /// Returns the rows `t` of a table, which are looked up by what they refer to.
    pub(super) fn rows_by(&self, table: TableId, reference: &Reference) -> Rows {
        let first = reference.pairs.first().filter(|it| it.uses_index());
        let column = first.map(|it| &it.column.name);
        self.table(table).rows_by(Sql(self.schema.backend), column)
    }

    /// Returns the columns of a map of this table: those that identify its rows, and those that others refer to.
    pub(super) fn keys(&self, table: TableId) -> Vec<ColumnFacts> {
        let facts = self.table(table);
        let mut keys = facts.locator(self.schema.backend);
        let referred = self.referrers(table).iter().flat_map(|it| &it.references);
        for name in referred.flat_map(|it| &it.ref_columns) {
            if !keys.iter().any(|it| it.name == *name) {
                keys.extend(facts.column(name).cloned());
            }
        }
        keys
    }

    /// Returns whether a table is one of those that a merge keeps.
    pub(super) fn is_own(&self, table: TableId) -> bool {
        self.archive == Some(table) || self.redirects == Some(table)
    }

    /// Returns the tables that refer to one, each once.
    pub(super) fn referrers(&self, referred: TableId) -> &[Referrer] {
        &self.referrers[referred]
    }

    /// Returns the columns that refer to the merged table without a foreign key.
    pub(super) fn soft_referrers(&self) -> impl Iterator<Item = &Referrer> {
        // Redirects are written by mergers alone, each those of the rows it has locked.
        self.referrers(self.root).iter().filter(|it| {
            Some(it.table) != self.redirects && it.references.iter().any(|it| !it.has_foreign_key)
        })
    }

    /// Returns the tables whose rows may change: those that refer, and those that refer to rows of theirs that may
    /// conflict.
    pub(super) fn concerned(&self) -> BTreeSet<TableId> {
        let mut concerned = BTreeSet::from([self.root]);
        let (mut opened, mut open) = (concerned.clone(), vec![self.root]);
        while let Some(referred) = open.pop() {
            for referrer in self.referrers(referred) {
                concerned.insert(referrer.table);
                // Only rows of a unique key conflict, and only then rows that refer to them move.
                let may_absorb = referrer.is_referred_to && !referrer.uniques.is_empty();
                if may_absorb && opened.insert(referrer.table) {
                    open.push(referrer.table);
                }
            }
        }
        concerned
    }

    /// Returns the columns of a table that refer to a concerned one.
    pub(super) fn referring_columns(&self, table: TableId) -> BTreeSet<&str> {
        let referrers = self
            .concerned()
            .into_iter()
            .flat_map(|it| self.referrers(it));
        let references = referrers
            .filter(|it| it.table == table)
            .flat_map(|it| &it.references);
        references
            .flat_map(|it| &it.columns)
            .map(String::as_str)
            .collect()
    }

    fn find_referrers(&self, referred: TableId) -> Vec<Referrer> {
        let tables = 0..self.schema.tables.len();
        tables
            .filter_map(|table| self.referrer(table, referred))
            .collect()
    }

    fn referrer(&self, table: TableId, referred: TableId) -> Option<Referrer> {
        let facts = self.table(table);
        let mut references: Vec<Reference> = self
            .schema
            .foreign_keys(table, referred)
            .map(|it| self.paired(it, table, referred))
            .collect();
        if referred == self.root {
            let soft = self.soft.iter().filter(|(it, _)| *it == table);
            references.extend(soft.map(|(_, reference)| reference.clone()));
            if self.redirects == Some(table) {
                references.push(self.redirect(table));
            }
        }
        let mut known = BTreeSet::new();
        references.retain(|it| known.insert((it.columns.clone(), it.condition.clone())));
        if references.is_empty() {
            return None;
        }
        let referring: BTreeSet<&String> = references.iter().flat_map(|it| &it.columns).collect();
        let uniques = facts.uniques.iter().filter(|unique| {
            unique.columns.iter().any(|it| referring.contains(it))
                && !referring.iter().any(|it| unique.computes(it))
        });
        let keep = self.children.iter().filter(|(it, _)| *it == table);
        Some(Referrer {
            uniques: uniques.cloned().collect(),
            is_referred_to: self.is_referred_to(table),
            keep: keep.map(|(_, order)| order.clone()).collect(),
            table,
            references,
        })
    }

    /// Returns a foreign key with what it compares.
    fn paired(&self, reference: &Reference, table: TableId, referred: TableId) -> Reference {
        let (facts, root) = (self.table(table), self.table(referred));
        let pairs = reference.columns.iter().zip(&reference.ref_columns);
        let pairs = pairs.filter_map(|(column, key)| {
            // The server compares the two already.
            Pair::new(
                Sql(self.schema.backend),
                facts.column(column)?,
                root.column(key)?,
            )
            .ok()
        });
        Reference {
            pairs: pairs.collect(),
            ..reference.clone()
        }
    }

    /// Returns the redirects as a reference: those that end at a row move along with it.
    fn redirect(&self, redirects: TableId) -> Reference {
        let root = self.table(self.root);
        let reference = Reference {
            pairs: Vec::new(),
            columns: root
                .identity
                .iter()
                .map(|column| format!("new_{column}"))
                .collect(),
            ref_schema: root.schema.clone(),
            ref_table: root.name.clone(),
            ref_columns: root.identity.clone(),
            deferrable: false,
            validated: true,
            condition: None,
            has_foreign_key: false,
        };
        self.paired(&reference, redirects, self.root)
    }

    fn is_referred_to(&self, table: TableId) -> bool {
        let mut tables = 0..self.schema.tables.len();
        tables.any(|other| self.schema.foreign_keys(other, table).next().is_some())
    }

    /// Tables of ours that are there already must look as ours.
    fn check_own_tables(&self, merge: &Merge) -> Result<(), Refusal> {
        let has_all = |table: TableId, names: &[String]| {
            names
                .iter()
                .all(|name| self.table(table).column(name).is_some())
        };
        let archived = super::tables::ARCHIVE_COLUMNS.map(str::to_owned);
        if self.archive.is_some_and(|table| !has_all(table, &archived)) {
            return Err(Refusal::AnotherShape {
                table: merge.archive.clone(),
            });
        }
        let root = self.table(self.root);
        let redirected: Vec<String> = root
            .identity
            .iter()
            .flat_map(|column| [format!("old_{column}"), format!("new_{column}")])
            .chain(["run".to_owned()])
            .collect();
        if self
            .redirects
            .is_some_and(|table| !has_all(table, &redirected))
        {
            return Err(Refusal::AnotherShape {
                table: redirects_name(&root.name),
            });
        }
        Ok(())
    }

    /// Checks that each column of a key has the column that it refers to: a column that is not compared is taken for
    /// equal. SQLite takes a foreign key to columns that are not there.
    fn check_pairs(&self) -> Result<(), Refusal> {
        for referred in self.concerned() {
            for referrer in self.referrers(referred) {
                for reference in &referrer.references {
                    let (columns, pairs) = (&reference.columns, &reference.pairs);
                    if pairs.is_empty()
                        || pairs.len() != columns.len()
                        || pairs.len() != reference.ref_columns.len()
                    {
                        return Err(Refusal::BrokenForeignKey {
                            table: self.table(referrer.table).path(),
                            columns: columns.clone(),
                            referred: self.table(referred).path(),
                        });
                    }
                }
            }
        }
        Ok(())
    }

    /// Checks that the rows of each table that may have to be deleted have an identity.
    fn check_identities(&self) -> Result<(), Refusal> {
        for referrer in self.referrers(self.root) {
            let facts = self.table(referrer.table);
            let needs_one = !referrer.uniques.is_empty() && self.schema.backend == Backend::Mysql;
            if facts.identity.is_empty() && needs_one {
                return Err(Refusal::NoPrimaryKey {
                    table: facts.path(),
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_shortened_and_told_apart() {
        assert_eq!(redirects_name("users"), "users_merges");
        let (a, b) = ("ü".repeat(30) + "a", "ü".repeat(30) + "b");
        let names = [redirects_name(&a), redirects_name(&b)];
        assert_ne!(names[0], names[1]);
        assert_eq!(redirects_name(&a), names[0]);
        for name in names.iter().chain([&redirects_index(&a)]) {
            assert!(
                name.len() <= 63 && name.starts_with(&"ü".repeat(20)),
                "{name}"
            );
        }
    }
}
