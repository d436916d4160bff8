//! Rows that a unique key leaves room for one of, once they refer to one row.

use std::collections::BTreeMap;

use super::{Group, GroupError, Mode, Result, part, with, without};
use crate::merge::dialect::join;
use crate::merge::members::{Members, is_among};
use crate::merge::plan::Referrer;
use crate::merge::schema::{ColumnFacts, Reference, TableFacts, TableId, Unique};
use crate::merge::session::Session;

/// How many rows that collide, and are referred to, are looked at together.
const PAIRS: usize = 500;

impl<S: Session> Group<'_, S> {
    /// Rows that link two of the group link the survivor with itself: they are archived.
    pub(super) async fn drop_links_to_itself(
        &mut self,
        referrer: &Referrer,
        unique: &Unique,
        members: &Members,
        excluded: &mut Vec<String>,
    ) -> Result<()> {
        let single = |reference: &&Reference| match reference.columns.as_slice() {
            [column] => unique.columns.contains(column),
            _ => false,
        };
        let columns: Vec<&String> = referrer
            .references
            .iter()
            .filter(single)
            .map(|it| &it.columns[0])
            .collect();
        for (left, right) in pairs(&columns) {
            let mapped = |column: &str| members.mapped(Self::SQL, &referrer.references, column);
            let condition = format!(
                "({}) AND {} = {} AND {} <> {}",
                members.concerns(Self::SQL, &referrer.references),
                mapped(left),
                mapped(right),
                Self::SQL.column("t", left),
                Self::SQL.column("t", right),
            );
            self.discard(referrer, &condition, excluded).await?;
        }
        Ok(())
    }

    /// Of rows that a unique key leaves room for one of, one stays; whether others took along what refers to them, so
    /// that further rows may collide.
    pub(super) async fn resolve(
        &mut self,
        referrer: &Referrer,
        unique: &Unique,
        members: &Members,
        path: &[TableId],
        excluded: &mut Vec<String>,
    ) -> Result<bool> {
        if !referrer.is_referred_to {
            if let Some(collided) = self.collided(referrer, unique, members, excluded) {
                self.discard(referrer, &collided, excluded).await?;
            }
            return Ok(false);
        }
        let mut absorbed = false;
        loop {
            let pairs = self.load_pairs(referrer, unique, members, excluded).await?;
            if pairs.is_empty() {
                return Ok(absorbed);
            }
            for (kept, lost) in by_kept(pairs) {
                self.absorb_collided(referrer, &kept, &lost, path, excluded)
                    .await?;
            }
            if self.mode == Mode::Count {
                return Ok(false);
            }
            absorbed = true;
        }
    }

    /// Rows that collide, numbered: the first one stays.
    pub(super) fn ranked(
        &self,
        referrer: &Referrer,
        unique: &Unique,
        members: &Members,
        excluded: &[String],
        columns: &str,
    ) -> String {
        let facts = self.plan.table(referrer.table);
        let columns_after = unique.columns.iter();
        let columns_after =
            columns_after.map(|column| members.mapped(Self::SQL, &referrer.references, column));
        let expressions = unique.expressions.iter().map(|it| format!("({it})"));
        let mapped: Vec<String> = columns_after.chain(expressions).collect();
        let mut conditions = vec![format!(
            "({})",
            members.concerns(Self::SQL, &referrer.references)
        )];
        conditions.extend(unique.predicate.iter().map(|it| format!("({it})")));
        if unique.nulls_distinct {
            conditions.extend(mapped.iter().map(|it| format!("{it} IS NOT NULL")));
        }
        conditions.extend(without(excluded));
        let distance = members.distance(Self::SQL, referrer);
        let keep = Self::order_of(&referrer.keep, "t");
        let own = Self::locator(facts)
            .into_iter()
            .map(|it| Self::SQL.column("t", &it));
        let order = join(keep.chain([distance]).chain(own), ", ");
        let window = format!("PARTITION BY {} ORDER BY {order}", mapped.join(", "));
        format!(
            "SELECT {}, row_number() OVER ({window}) AS camshaft_nth FROM {} AS t WHERE {}",
            columns.replace("{window}", &window),
            Self::SQL.table(facts),
            conditions.join(" AND "),
        )
    }

    /// The columns that tell rows apart, or their place.
    pub(super) fn locator(facts: &TableFacts) -> Vec<String> {
        if facts.identity.is_empty() {
            Self::SQL.place().iter().map(|&it| it.to_owned()).collect()
        } else {
            facts.identity.clone()
        }
    }

    /// The condition of rows `t` that have to go.
    pub(super) fn collided(
        &self,
        referrer: &Referrer,
        unique: &Unique,
        members: &Members,
        excluded: &[String],
    ) -> Option<String> {
        let facts = self.plan.table(referrer.table);
        let locator = Self::locator(facts);
        if locator.is_empty() {
            return None;
        }
        let selected = locator
            .iter()
            .enumerate()
            .map(|(nth, name)| format!("{} AS camshaft_{nth}", Self::SQL.column("t", name)));
        let ranked = self.ranked(referrer, unique, members, excluded, &join(selected, ", "));
        let own = Self::SQL.tuple(locator.iter().map(String::as_str));
        let names = join(
            (0..locator.len()).map(|nth| format!("camshaft_{nth}")),
            ", ",
        );
        Some(format!(
            "{own} IN (SELECT {names} FROM ({ranked}) AS ranked WHERE camshaft_nth > 1)"
        ))
    }

    /// Rows that have to go, each with the one that stays: their identities as literals.
    pub(super) async fn load_pairs(
        &mut self,
        referrer: &Referrer,
        unique: &Unique,
        members: &Members,
        excluded: &[String],
    ) -> Result<Vec<(Vec<String>, Vec<String>)>> {
        let facts = self.plan.table(referrer.table);
        if facts.identity.is_empty() {
            return Err(GroupError::Impossible(format!(
                "rows of `{}` collide and are referred to, but nothing tells them apart",
                facts.path()
            )));
        }
        let columns: Vec<&ColumnFacts> = facts
            .identity
            .iter()
            .filter_map(|it| facts.column(it))
            .collect();
        let own = columns
            .iter()
            .enumerate()
            .map(|(nth, it)| format!("{} AS camshaft_own_{nth}", Self::SQL.column("t", &it.name)));
        let kept = columns.iter().enumerate().map(|(nth, it)| {
            format!(
                "first_value({}) OVER ({{window}}) AS camshaft_kept_{nth}",
                Self::SQL.column("t", &it.name)
            )
        });
        let ranked = self.ranked(
            referrer,
            unique,
            members,
            excluded,
            &join(own.chain(kept), ", "),
        );
        let literals = |which: &str| {
            let literals = columns
                .iter()
                .enumerate()
                .map(|(nth, it)| Self::SQL.literal(&format!("ranked.camshaft_{which}_{nth}"), it));
            join(literals, ", ")
        };
        let limit = if self.mode == Mode::Apply {
            format!(" LIMIT {PAIRS}")
        } else {
            String::new()
        };
        let query = format!(
            "SELECT {}, {} FROM ({ranked}) AS ranked WHERE camshaft_nth > 1{limit}",
            literals("own"),
            literals("kept"),
        );
        let rows = self.session.rows(&query).await?;
        let pairs = rows.into_iter().map(|row| {
            let mut lost: Vec<String> = row.0.into_iter().map(Option::unwrap_or_default).collect();
            let kept = lost.split_off(columns.len());
            (kept, lost)
        });
        Ok(pairs.collect())
    }

    /// A row that collided with others takes their place as well.
    pub(super) async fn absorb_collided(
        &mut self,
        referrer: &Referrer,
        kept: &[String],
        lost: &[Vec<String>],
        path: &[TableId],
        excluded: &mut Vec<String>,
    ) -> Result<()> {
        let facts = self.plan.table(referrer.table);
        let identity = &facts.identity;
        let all = lost.iter().map(Vec::as_slice).chain([kept]);
        let all = all.map(|it| it.iter().map(String::as_str).collect());
        let condition = is_among(Self::SQL, "", identity, all);
        let lock = if self.mode == Mode::Apply {
            Self::SQL.for_update()
        } else {
            ""
        };
        let loaded = self
            .load(referrer.table, &format!("{condition}{lock}"))
            .await?;
        let kept: Vec<&str> = kept.iter().map(String::as_str).collect();
        let survivor = loaded
            .iter()
            .position(|it| it.values(identity).as_ref() == Some(&kept));
        let survivor = match survivor {
            Some(survivor) if loaded.len() == lost.len() + 1 => survivor,
            _ => {
                return Err(GroupError::Changed(format!(
                    "rows of `{}` changed",
                    facts.path()
                )));
            }
        };
        let (survivor, losers) = part(loaded, survivor);
        let members = Members {
            table: referrer.table,
            survivor,
            losers,
        };
        self.absorb(&members, path).await?;
        self.count_collided(referrer, members.losers.len() as u64);
        if self.mode == Mode::Count {
            excluded.push(members.is_loser(Self::SQL, identity));
        }
        Ok(())
    }

    pub(super) fn count_collided(&mut self, referrer: &Referrer, rows: u64) {
        let facts = self.plan.table(referrer.table);
        self.counts
            .collided(&facts.path(), &referrer.references[0].columns, rows);
    }

    /// Archives and deletes rows that nothing refers to.
    pub(super) async fn discard(
        &mut self,
        referrer: &Referrer,
        condition: &str,
        excluded: &mut Vec<String>,
    ) -> Result<()> {
        let facts = self.plan.table(referrer.table);
        let rows = match self.mode {
            Mode::Count => self.count(facts, &with(condition, excluded)).await?,
            Mode::Apply => {
                let archived = self.archive_row("deleted", facts, condition).await?;
                if archived > 0 {
                    if referrer.is_referred_to {
                        self.check_row_unreferenced(referrer.table, condition)
                            .await?;
                    }
                    let delete = format!("{} WHERE {condition}", Self::SQL.delete(facts));
                    self.execute_exactly(&delete, archived, facts).await?;
                }
                archived
            }
        };
        self.count_collided(referrer, rows);
        if self.mode == Mode::Count {
            excluded.push(condition.to_owned());
        }
        Ok(())
    }

    /// The same for rows `t` of a condition.
    pub(super) async fn check_row_unreferenced(
        &mut self,
        table: TableId,
        condition: &str,
    ) -> Result<()> {
        for referrer in self.plan.referrers(table) {
            for reference in &referrer.references {
                let pairs = reference.columns.iter().zip(&reference.ref_columns);
                let joined = join(
                    pairs.map(|(column, referred)| {
                        format!(
                            "{} = {}",
                            Self::SQL.column("r", column),
                            Self::SQL.column("t", referred)
                        )
                    }),
                    " AND ",
                );
                let (facts, referring) = (self.plan.table(table), self.plan.table(referrer.table));
                let exists = format!(
                    "EXISTS (SELECT 1 FROM {} AS r WHERE {joined}) AND {condition}",
                    Self::SQL.table(referring)
                );
                if self.count(facts, &exists).await? > 0 {
                    return Err(GroupError::Impossible(format!(
                        "rows of `{}` link a row with itself now, and rows of `{}` refer to them",
                        facts.path(),
                        referring.path()
                    )));
                }
            }
        }
        Ok(())
    }
}

/// Each two of them.
fn pairs<T: Copy>(all: &[T]) -> Vec<(T, T)> {
    let mut pairs = Vec::new();
    for (nth, &left) in all.iter().enumerate() {
        pairs.extend(all[nth + 1..].iter().map(|&right| (left, right)));
    }
    pairs
}

/// The rows that each one replaces.
fn by_kept(pairs: Vec<(Vec<String>, Vec<String>)>) -> BTreeMap<Vec<String>, Vec<Vec<String>>> {
    let mut by_kept = BTreeMap::<_, Vec<_>>::new();
    for (kept, lost) in pairs {
        by_kept.entry(kept).or_default().push(lost);
    }
    by_kept
}
