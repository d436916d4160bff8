//! Names of columns that belong to another column now.

use super::TableComparison;
use super::types::{self, Change};
use crate::state::{ColumnState, TableState};

/// Finds the names that the release knows and that another column has now.
///
/// PostgreSQL numbers its columns. Elsewhere a column is known by its position among the others: one
/// that moved and kept its type is another column. A change of type has a finding of its own.
pub(super) fn find<'c>(table: &TableComparison<'c>) -> Vec<&'c str> {
    let Some(old) = table.old else {
        return Vec::new();
    };
    let pairs: Vec<_> = common(old, table.new).collect();
    let is_other: Vec<bool> = if pairs
        .iter()
        .all(|it| it.0.number.is_some() && it.1.number.is_some())
    {
        pairs
            .iter()
            .map(|(old, new)| old.number != new.number)
            .collect()
    } else {
        moved(&pairs, table.new)
    };
    let names = pairs.iter().zip(is_other);
    let names = names.filter(|((old, new), is_other)| {
        *is_other
            && table.needed.columns.iter().any(|it| it.name == old.name)
            && (old.number.is_some() || {
                let (old, new) = old.types(new);
                types::change(table.server, old, new) == Change::Same
            })
    });
    names.map(|((old, _), _)| old.name.as_str()).collect()
}

fn common<'c>(
    old: &'c TableState,
    new: &'c TableState,
) -> impl Iterator<Item = (&'c ColumnState, &'c ColumnState)> {
    old.columns
        .iter()
        .filter_map(|column| Some((column, new.column(&column.name)?)))
}

/// Returns for each column whether it is outside of the longest sequence that kept its order.
fn moved(pairs: &[(&ColumnState, &ColumnState)], new: &TableState) -> Vec<bool> {
    let positions: Vec<_> = pairs
        .iter()
        .map(|(_, column)| new.columns.iter().position(|it| it.name == column.name))
        .collect();
    // The longest one that ends at each, and the one before it.
    let mut longest: Vec<(usize, Option<usize>)> = Vec::new();
    for (at, position) in positions.iter().enumerate() {
        let before = (0..at).filter(|&it| positions[it] < *position);
        let best = before.max_by_key(|&it| (longest[it].0, std::cmp::Reverse(it)));
        longest.push((best.map_or(1, |it| longest[it].0 + 1), best));
    }
    let mut is_moved = vec![true; positions.len()];
    let mut next = (0..longest.len()).max_by_key(|&it| (longest[it].0, std::cmp::Reverse(it)));
    while let Some(at) = next {
        is_moved[at] = false;
        next = longest[at].1;
    }
    is_moved
}
