//! Which keys of a batch have their row already: pure.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::result::Batch;
use super::touched::{Touched, mark_of_integer};
use crate::keyed::builder::Entry;

/// A row as `SelectMany` returns it: its ordinal, what tells it apart from other rows, the row.
pub(super) type Numbered<I, T> = (i64, I, T);

/// What a reading of many brought, of rows that are told apart by an `I`.
#[derive(Debug)]
pub enum Found<I, T> {
    /// Rows by the ordinals of their keys.
    Numbered(Vec<Numbered<I, T>>),
    /// Each row once, by its key.
    Integers(Vec<(i64, T)>),
    /// Rows with their marks by the ordinals of their keys.
    Marked(Vec<Numbered<String, T>>),
}

/// Which of the rows that were read are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Take {
    /// All, and their marks do not matter.
    Unmarked,
    /// All.
    All,
    /// Those that an update wrote.
    Updated(Touched),
    /// Those that an insert wrote.
    Created(Touched),
    /// Those that were taken before, by other keys.
    Known,
}

impl Take {
    fn takes(&self, mark: &str) -> bool {
        match self {
            Self::Unmarked | Self::All => true,
            Self::Updated(touched) | Self::Created(touched) => touched.contains(mark),
            Self::Known => false,
        }
    }
}

/// The keys of a batch and the rows found so far.
#[derive(Debug)]
pub(super) struct Progress<K, T> {
    keys: Vec<Option<K>>,
    rows: Vec<T>,
    positions: Vec<Option<usize>>,
    /// The positions of rows by their marks, where rows are marked.
    marks: HashMap<String, usize>,
    /// The positions of the rows that this call created.
    created: HashSet<usize>,
}

impl<K: Clone, T> Progress<K, T> {
    pub(super) fn new(keys: Vec<Option<K>>) -> Self {
        Self {
            positions: vec![None; keys.len()],
            rows: Vec::new(),
            marks: HashMap::new(),
            created: HashSet::new(),
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

    /// The indexes in a piece whose keys have no row yet.
    pub(super) fn still_missing(&self, piece: &[usize]) -> Vec<usize> {
        let indexes = piece.iter().copied();
        indexes
            .filter(|index| self.positions[*index].is_none())
            .collect()
    }

    /// Takes the rows for a piece; the indexes of the keys whose row is left.
    pub(super) fn take<I: Eq + Hash>(
        &mut self,
        piece: &[usize],
        found: Found<I, T>,
        take: &Take,
        integer: impl Fn(&K) -> Option<i64>,
    ) -> Vec<usize> {
        match found {
            Found::Numbered(found) => {
                self.take_numbered(piece, found);
                Vec::new()
            }
            Found::Integers(found) => self.take_integers(piece, found, take, integer),
            Found::Marked(found) => self.take_marked(piece, found, take),
        }
    }

    /// Takes rows by ordinals.
    fn take_marked(
        &mut self,
        piece: &[usize],
        found: Vec<Numbered<String, T>>,
        take: &Take,
    ) -> Vec<usize> {
        let mut left = Vec::new();
        for (ordinal, mark, row) in found {
            let position = self.take_row(mark, row, take);
            if let Some(index) = nth(piece, ordinal) {
                self.place(index, position, &mut left);
            }
        }
        left
    }

    /// The position of a row that was taken before, or is by `take`.
    fn take_row(&mut self, mark: String, row: T, take: &Take) -> Option<usize> {
        let known = self.marks.get(&mark).copied();
        if known.is_some() || !take.takes(&mark) {
            return known;
        }
        let position = self.rows.len();
        self.rows.push(row);
        self.marks.insert(mark, position);
        if matches!(take, Take::Created(_)) {
            self.created.insert(position);
        }
        Some(position)
    }

    /// Gives a key its row, if it was taken.
    fn place(&mut self, index: usize, position: Option<usize>, left: &mut Vec<usize>) {
        match position {
            Some(position) => self.positions[index] = Some(position),
            None => left.push(index),
        }
    }

    /// Takes each row for the keys that are the one it holds.
    fn take_integers(
        &mut self,
        piece: &[usize],
        found: Vec<(i64, T)>,
        take: &Take,
        integer: impl Fn(&K) -> Option<i64>,
    ) -> Vec<usize> {
        let mut left = Vec::new();
        let integer = |index: &usize| Some((integer(self.keys[*index].as_ref()?)?, *index));
        let mut indexes: Vec<(i64, usize)> = piece.iter().filter_map(integer).collect();
        indexes.sort_unstable();
        self.rows.reserve(found.len());
        for (key, row) in found {
            let position = if *take == Take::Unmarked {
                self.rows.push(row);
                Some(self.rows.len() - 1)
            } else {
                self.take_row(mark_of_integer(key), row, take)
            };
            let first = indexes.partition_point(|(integer, _)| *integer < key);
            let same = indexes[first..].iter();
            for (_, index) in same.take_while(|(integer, _)| *integer == key) {
                self.place(*index, position, &mut left);
            }
        }
        left
    }

    /// Takes rows by ordinals, which count the keys of the piece from 1.
    fn take_numbered<I: Eq + Hash>(&mut self, piece: &[usize], found: Vec<Numbered<I, T>>) {
        let mut seen: HashMap<I, usize> = HashMap::with_capacity(found.len());
        for (ordinal, identity, row) in found {
            let position = *seen.entry(identity).or_insert_with(|| {
                self.rows.push(row);
                self.rows.len() - 1
            });
            if let Some(index) = nth(piece, ordinal) {
                self.positions[index] = Some(position);
            }
        }
    }

    /// Whether rows that were written have not been read.
    pub(super) fn lacks(&self, take: &Take) -> bool {
        match take {
            Take::Updated(Touched::These(marks)) | Take::Created(Touched::These(marks)) => {
                marks.iter().any(|mark| !self.marks.contains_key(mark))
            }
            _ => false,
        }
    }

    /// Whether each key has its row.
    pub(super) fn is_complete(&self) -> bool {
        self.positions.iter().all(Option::is_some)
    }

    /// What was found.
    pub(super) fn found(self) -> Batch<T, Option<usize>> {
        Batch::new(self.rows, self.positions)
    }

    /// All rows, once it is complete.
    pub(super) fn complete(self) -> Option<Batch<Entry<T>>> {
        let positions: Option<Vec<usize>> = self.positions.into_iter().collect();
        let entry = |(position, row)| {
            if self.created.contains(&position) {
                Entry::Created(row)
            } else {
                Entry::Found(row)
            }
        };
        let rows = self.rows.into_iter().enumerate().map(entry).collect();
        Some(Batch::new(rows, positions?))
    }
}

/// The index with this ordinal, counted from 1.
fn nth(piece: &[usize], ordinal: i64) -> Option<usize> {
    let nth = usize::try_from(ordinal - 1).ok()?;
    piece.get(nth).copied()
}

#[cfg(test)]
mod tests {
    use super::{Found, Progress, Take};
    use crate::keyed::batch::touched::Collects;
    use crate::keyed::builder::Entry;

    #[test]
    fn equal_keys_share_a_row_and_null_keys_have_none() {
        let mut progress = Progress::new(vec![Some('a'), None, Some('b'), Some('A'), Some('c')]);
        let pieces = progress.missing(3);
        assert_eq!(pieces, [vec![0, 2, 3], vec![4]]);
        let found = vec![(3, 1, "a"), (1, 1, "a"), (2, 2, "b")];
        progress.take(&pieces[0], Found::Numbered(found), &Take::Unmarked, |_| {
            None
        });
        assert_eq!(progress.missing(9), [vec![4]]);
        assert!(!progress.is_complete());
        let found = Found::Numbered(vec![(1, 1, "c")]);
        progress.take(&pieces[1], found, &Take::Unmarked, |_| None);
        let batch = progress.found();
        assert_eq!(batch.rows(), ["a", "b", "c"]);
        assert_eq!(
            batch.positions(),
            [Some(0), None, Some(1), Some(0), Some(2)]
        );
    }

    #[test]
    fn integers_find_their_rows_in_any_order() {
        let mut progress = Progress::new(vec![Some(7), None, Some(-3), Some(7), Some(9)]);
        let pieces = progress.missing(9);
        let found: Found<(), _> = Found::Integers(vec![(-3, "b"), (7, "a")]);
        progress.take(&pieces[0], found, &Take::Unmarked, |key| Some(*key));
        let batch = progress.found();
        assert_eq!(batch.rows(), ["b", "a"]);
        assert_eq!(batch.positions(), [Some(1), None, Some(0), Some(1), None]);
    }

    #[test]
    fn rows_are_taken_once_and_only_where_they_were_written() {
        let mut progress = Progress::new(["a", "b", "A", "c"].map(Some).to_vec());
        let found = |rows: &[(i64, &'static str)]| {
            let rows = rows.iter();
            Found::<(), _>::Marked(
                rows.map(|(nth, mark)| (*nth, (*mark).into(), *mark))
                    .collect(),
            )
        };
        let updated = Take::Updated(Collects::Written.touched(Some("a")));
        let left = progress.take(&[0, 1], found(&[(1, "a"), (2, "b")]), &updated, |_| None);
        assert_eq!(left, [1]);
        assert_eq!(progress.still_missing(&[0, 1]), [1]);
        progress.take(&[2, 3], found(&[(1, "a")]), &Take::Known, |_| None);
        assert_eq!(progress.missing(9), [vec![1, 3]]);
        let created = Take::Created(Collects::PassedOver.touched(Some("b")));
        progress.take(&[1, 3], found(&[(1, "b"), (2, "c")]), &created, |_| None);
        assert_eq!(progress.missing(9), [vec![1]]);
        progress.take(&[1], found(&[(1, "b")]), &Take::All, |_| None);
        let batch = progress.complete().unwrap();
        let entries = [
            Entry::Found("a"),
            Entry::Found("b"),
            Entry::Found("a"),
            Entry::Created("c"),
        ];
        assert_eq!(batch.iter().copied().collect::<Vec<_>>(), entries);
    }

    #[test]
    fn integers_are_marked_by_what_they_are() {
        let mut progress = Progress::new([5, -3, 5].map(Some).to_vec());
        let found = || Found::<(), _>::Integers(vec![(5, "a"), (-3, "b")]);
        let updated = Take::Updated(Collects::Written.touched(Some("-3")));
        let left = progress.take(&[0, 1, 2], found(), &updated, |key| Some(*key));
        assert_eq!(left, [0, 2]);
        assert_eq!(progress.missing(9), [vec![0, 2]]);
        let created = Take::Created(Collects::PassedOver.touched(Some("-3")));
        progress.take(&[0], found(), &created, |key| Some(*key));
        progress.take(&[2], found(), &Take::Known, |key| Some(*key));
        let batch = progress.complete().unwrap();
        let (a, b) = (Entry::Created("a"), Entry::Found("b"));
        assert_eq!(batch.iter().copied().collect::<Vec<_>>(), [a, b, a]);
    }
}
