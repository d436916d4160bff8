//! Statements that open connections have prepared.

use crate::state::ColumnState;

/// Returns the change of a column that makes PostgreSQL refuse a prepared query of it, if there is one.
///
/// Diesel keeps the queries of a connection prepared, and a new connection prepares them anew: the
/// release survives once each connection has been closed.
pub(super) fn broken_by(old: &ColumnState, new: &ColumnState) -> Option<String> {
    let (old, new) = (old.facts.result.as_ref()?, new.facts.result.as_ref()?);
    if (old.number, old.modifier) != (new.number, new.modifier) {
        return Some(if old.name == new.name {
            format!("has the type `{}`, which was created again", new.name)
        } else {
            format!("is `{}` now, and was `{}`", new.name, old.name)
        });
    }
    let collation = |it: &Option<String>| match it {
        Some(name) => format!("the collation `{name}`"),
        None => "no collation".to_owned(),
    };
    (old.collation != new.collation).then(|| {
        let (old, new) = (collation(&old.collation), collation(&new.collation));
        format!("has {new} now, and had {old}")
    })
}
