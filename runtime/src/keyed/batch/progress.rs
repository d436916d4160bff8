//! Which keys of a batch have their row already: pure.

use std::collections::HashMap;
use std::hash::Hash;

use super::result::Batch;

/// A row as `SelectMany` returns it: its ordinal, what tells it apart from other rows, the row.
pub(super) type Numbered<I, T> = (i64, I, T);

/// The keys of a batch and the rows found so far.
#[derive(Debug)]
pub(super) struct Progress<K, T> {
    keys: Vec<Option<K>>,
    rows: Vec<T>,
    positions: Vec<Option<usize>>,
}

impl<K: Clone, T> Progress<K, T> {
    pub(super) fn new(keys: Vec<Option<K>>) -> Self {
        Self {
            positions: vec![None; keys.len()],
            rows: Vec::new(),
            keys,
        }
    }

    /// The indexes of the keys that have no row yet, in pieces of at most that many.
    pub(super) fn missing(&self, piece: usize) -> Vec<Vec<usize>> {
        let missing = self.keys.iter().zip(&self.positions).enumerate();
        let missing: Vec<usize> = missing
            .filter(|(_, (key, position))| key.is_some() && position.is_none())
            .map(|(index, _)| index)
            .collect();
        missing.chunks(piece).map(<[usize]>::to_vec).collect()
    }

    /// The keys at these indexes.
    pub(super) fn keys_at(&self, indexes: &[usize]) -> Vec<K> {
        indexes
            .iter()
            .filter_map(|index| self.keys[*index].clone())
            .collect()
    }

    /// Takes the rows for a piece; ordinals count its keys from 1.
    pub(super) fn take<I: Eq + Hash>(&mut self, piece: &[usize], found: Vec<Numbered<I, T>>) {
        let mut seen: HashMap<I, usize> = HashMap::with_capacity(found.len());
        for (ordinal, identity, row) in found {
            let position = *seen.entry(identity).or_insert_with(|| {
                self.rows.push(row);
                self.rows.len() - 1
            });
            let index = usize::try_from(ordinal - 1)
                .ok()
                .and_then(|nth| piece.get(nth));
            if let Some(index) = index {
                self.positions[*index] = Some(position);
            }
        }
    }

    /// Whether each key has its row.
    pub(super) fn is_complete(&self) -> bool {
        self.positions.iter().all(Option::is_some)
    }

    /// Whether one of the keys is NULL.
    pub(super) fn has_null(&self) -> bool {
        self.keys.iter().any(Option::is_none)
    }

    /// What was found.
    pub(super) fn found(self) -> Batch<T, Option<usize>> {
        Batch::new(self.rows, self.positions)
    }

    /// All rows, once it is complete.
    pub(super) fn complete(self) -> Option<Batch<T>> {
        let positions: Option<Vec<usize>> = self.positions.into_iter().collect();
        Some(Batch::new(self.rows, positions?))
    }
}

#[cfg(test)]
mod tests {
    use super::Progress;

    #[test]
    fn equal_keys_share_a_row_and_null_keys_have_none() {
        let mut progress = Progress::new(vec![Some('a'), None, Some('b'), Some('A'), Some('c')]);
        let pieces = progress.missing(3);
        assert_eq!(pieces, [vec![0, 2, 3], vec![4]]);
        progress.take(&pieces[0], vec![(3, 1, "a"), (1, 1, "a"), (2, 2, "b")]);
        assert_eq!(progress.missing(9), [vec![4]]);
        assert!(!progress.is_complete());
        progress.take(&pieces[1], vec![(1, 1, "c")]);
        let batch = progress.found();
        assert_eq!(batch.rows(), ["a", "b", "c"]);
        assert_eq!(
            batch.positions(),
            [Some(0), None, Some(1), Some(0), Some(2)]
        );
    }
}
