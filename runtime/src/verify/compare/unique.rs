//! Unique indexes: each must have one that does the same.

use super::{TablePair, column, is_on_columns, proven};
use crate::catalog::{Backend, Flaw, Index, Key, KeyPart, Line};
use crate::verify::difference::{Difference, UniqueFault};
use crate::verify::remedy;

impl TablePair<'_> {
    /// Returns the fault of a unique index.
    pub(super) fn unique(&self, expected: &'static Index<'static>) -> Option<Difference> {
        let is_gone = |key: &Key<'_>| match key.part {
            KeyPart::Column(name) => column(self.live, name).is_none(),
            KeyPart::Expression(_) => false,
        };
        if expected.keys.iter().any(is_gone) {
            return None;
        }
        let serves = |live: &&Index<'_>| self.fault(expected, live).is_none();
        let namesake = self.namesake(expected);
        let (found, fault) = match self.live.indexes.iter().find(serves) {
            Some(_) if namesake.as_ref().is_some_and(serves) => return None,
            Some(live) => (Some(live), self.renamed(expected, live)?),
            None => match namesake.or_else(|| self.unfinished(expected)) {
                Some(live) => (Some(live), self.fault(expected, live)?),
                None => (None, UniqueFault::Missing),
            },
        };
        let index = match (&fault, found) {
            (UniqueFault::Renamed { .. }, _) | (_, None) => expected.name,
            (_, Some(found)) => found.name,
        };
        Some(Difference::Unique {
            table: self.table.clone(),
            columns: key_texts(expected),
            index: index.map(str::to_owned),
            remedy: remedy::of_unique(self.backend, self.compiled, expected, found, &fault),
            fault,
        })
    }

    /// Returns a unique index on the same keys that does not serve, under another name.
    fn unfinished(&self, expected: &Index<'_>) -> Option<&Index<'_>> {
        let mut indexes = self.live.indexes.iter();
        indexes.find(|live| live.unique && has_same_keys(expected, live))
    }

    /// Servers name the index that is violated; only SQLite names its columns, unless there are none.
    fn renamed(&self, expected: &Index<'_>, live: &Index<'_>) -> Option<UniqueFault> {
        let by_columns = self.backend == Backend::Sqlite && is_on_columns(expected);
        let is_compiled = proven(self.compiled).any(|index| index.name == live.name);
        match live.name {
            Some(name) if !by_columns && !is_compiled => Some(UniqueFault::Renamed {
                found: name.to_owned(),
            }),
            _ => None,
        }
    }

    /// Returns the reason why the live index cannot do what the compiled one did; `None` when it
    /// can.
    fn fault(&self, expected: &Index<'_>, live: &Index<'_>) -> Option<UniqueFault> {
        if !live.unique {
            return Some(UniqueFault::NotUnique);
        }
        match live.flaw(self.live) {
            Some(Flaw::Invalid) if self.backend == Backend::Mysql => {
                return Some(UniqueFault::Invisible);
            }
            Some(Flaw::Invalid | Flaw::NotReady) => return Some(UniqueFault::Invalid),
            Some(Flaw::Deferrable) => {
                return Some(UniqueFault::Deferrable { found: live.timing });
            }
            Some(Flaw::Collation) if has_same_keys(expected, live) => {
                return Some(self.collation(live));
            }
            Some(Flaw::Prefix(_) | Flaw::Collation) => return Some(keys(expected, live)),
            None if !has_same_keys(expected, live) => return Some(keys(expected, live)),
            None => {}
        }
        // Statements send the compiled predicate as a text, so that another text may match no index.
        if expected.predicate != live.predicate {
            return Some(UniqueFault::Predicate {
                expected: expected.predicate.map(str::to_owned),
                found: live.predicate.map(str::to_owned),
            });
        }
        match (expected.nulls_not_distinct, live.nulls_not_distinct) {
            (true, false) if self.may_be_null(live) => Some(UniqueFault::NullsDistinct),
            (false, true) if self.may_be_null(live) => Some(UniqueFault::NullsNotDistinct),
            _ => in_this_session(live),
        }
    }

    fn collation(&self, live: &Index<'_>) -> UniqueFault {
        let differing = live.keys.iter().find_map(|key| {
            let KeyPart::Column(name) = key.part else {
                return None;
            };
            let column = column(self.live, name)?;
            (column.collation != key.collation).then_some((column.collation, key.collation))
        });
        let (expected, found) = differing.unwrap_or_default();
        UniqueFault::Collation {
            expected: expected.map(str::to_owned),
            found: found.map(str::to_owned),
        }
    }

    /// Returns whether a key of the index may be NULL.
    fn may_be_null(&self, index: &Index<'_>) -> bool {
        index.keys.iter().any(|key| match key.part {
            KeyPart::Column(name) => column(self.live, name).is_none_or(|found| !found.not_null),
            KeyPart::Expression(_) => true,
        })
    }
}

/// Returns the reason why an index that does the same is not to be trusted today, or on this
/// connection.
fn in_this_session(live: &Index<'_>) -> Option<UniqueFault> {
    let stale = live
        .stale_collation
        .map(|stale| UniqueFault::StaleCollation {
            collation: stale.name.map(str::to_owned),
            recorded: stale.recorded.to_owned(),
            actual: stale.actual.to_owned(),
        });
    stale.or_else(|| {
        let schema = live.hidden_operators?.to_owned();
        Some(UniqueFault::HiddenOperators { schema })
    })
}

fn keys(expected: &Index<'_>, live: &Index<'_>) -> UniqueFault {
    UniqueFault::Keys {
        expected: in_catalog_words(expected),
        found: in_catalog_words(live),
    }
}

/// Returns the keys as in `catalog!`: the line of an index that has nothing else.
fn in_catalog_words(index: &Index<'_>) -> String {
    let fact = Index {
        keys: index.keys,
        ..Index::PLAIN
    };
    // The words for an index do not depend on the server.
    let backend = Backend::Sqlite;
    let line = Line {
        fact: &fact,
        backend,
    }
    .to_string();
    let keys = line
        .strip_prefix("index (")
        .and_then(|rest| rest.strip_suffix(')'));
    keys.unwrap_or(&line).to_owned()
}

fn key_texts(index: &Index<'_>) -> Vec<String> {
    let text = |key: &Key<'_>| match key.part {
        KeyPart::Column(text) | KeyPart::Expression(text) => text.to_owned(),
    };
    index.keys.iter().map(text).collect()
}

/// Returns whether the keys are the same, in any order; the collation of a column is that of its
/// table.
fn has_same_keys(expected: &Index<'_>, live: &Index<'_>) -> bool {
    let is_same = |one: &Key<'_>, other: &Key<'_>| {
        one.part == other.part
            && match one.part {
                KeyPart::Column(_) => true,
                KeyPart::Expression(_) => one.collation == other.collation,
            }
    };
    expected.keys.len() == live.keys.len()
        && expected
            .keys
            .iter()
            .all(|key| live.keys.iter().any(|other| is_same(key, other)))
}
