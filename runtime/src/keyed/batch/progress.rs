//! Which keys of a batch have their row already: pure.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::result::Batch;
use super::touched::{Standing, Told, integer_of_mark, mark_of_integer};
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
    /// Each row once, by its key, with its mark.
    MarkedIntegers(Vec<Numbered<String, T>>),
    /// Rows with their marks by the ordinals of their keys.
    Marked(Vec<Numbered<String, T>>),
}

impl<I, T> Found<I, T> {
    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        match self {
            Self::Numbered(rows) => rows.len(),
            Self::Integers(rows) => rows.len(),
            Self::MarkedIntegers(rows) | Self::Marked(rows) => rows.len(),
        }
    }

    /// The rows that have marks, each with its integer or the ordinal of its key.
    pub(super) fn into_marked(self) -> Vec<Numbered<String, T>> {
        match self {
            Self::MarkedIntegers(rows) | Self::Marked(rows) => rows,
            Self::Numbered(_) | Self::Integers(_) => Vec::new(),
        }
    }
}

/// A row that the statement before the reading returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Returned<T> {
    row: T,
    is_created: bool,
    /// The key that it is stored with, where that has to be compared.
    stored: Option<String>,
}

/// Which of the rows that were read are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Take<T> {
    /// All, and their marks do not matter.
    Unmarked,
    /// All.
    All,
    /// Those that an update wrote: these.
    Updated(HashSet<String>),
    /// Those that an insert wrote: all but these.
    Created(HashSet<String>),
    /// Those that were returned before, in place of what was read; and all others, if asked for.
    Returned(HashMap<String, Returned<T>>, Others),
    /// Those that were taken before, by other keys.
    Known,
}

/// What becomes of rows that a statement did not write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// They are taken.
    Taken,
    /// They are left.
    Left,
}

impl<T> Take<T> {
    /// The rows that a statement wrote and returned.
    pub(super) fn returned(rows: Vec<Told<T>>, is_created: bool, others: Others) -> Self {
        let rows = rows.into_iter().filter_map(|told| {
            let stored = match told.standing {
                Standing::PassedOver => return None,
                Standing::Written => None,
                Standing::WrittenAs(stored) => Some(stored),
            };
            let returned = Returned {
                row: told.row,
                is_created,
                stored,
            };
            Some((told.mark, returned))
        });
        Self::Returned(rows.collect(), others)
    }

    /// The stored keys of rows that were returned, and not found by the reading after it: a few of them,
    /// as another session that deletes many is no wonder.
    pub(super) fn lost(&self) -> Vec<String> {
        const FEW: usize = 8;
        let Self::Returned(rows, _) = self else {
            return Vec::new();
        };
        let stored = rows.values().filter_map(|row| row.stored.clone());
        stored.take(FEW).collect()
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
        take: &mut Take<T>,
        integer: impl Fn(&K) -> Option<i64>,
    ) -> Vec<usize> {
        let mut left = Vec::new();
        match found {
            Found::Numbered(found) => self.take_numbered(piece, found),
            Found::Integers(found) => {
                let integers = self.integers(piece, integer);
                self.rows.reserve(found.len());
                for (key, row) in found {
                    let position = if matches!(take, Take::Unmarked) {
                        Some(self.push(row))
                    } else {
                        self.take_row(mark_of_integer(key), row, take)
                    };
                    self.place_all(same(&integers, key), position, &mut left);
                }
            }
            Found::MarkedIntegers(found) => {
                let integers = self.integers(piece, integer);
                for (key, mark, row) in found {
                    let position = self.take_row(mark, row, take);
                    self.place_all(same(&integers, key), position, &mut left);
                }
            }
            Found::Marked(found) => {
                for (ordinal, mark, row) in found {
                    let position = self.take_row(mark, row, take);
                    if let Some(index) = nth(piece, ordinal) {
                        self.place(index, position, &mut left);
                    }
                }
            }
        }
        left
    }

    /// Takes the rows that a statement returned for a piece of integers.
    ///
    /// # Errors
    ///
    /// The mark of a row that was written and is none of theirs.
    pub(super) fn take_returned_integers(
        &mut self,
        piece: &[usize],
        rows: Vec<Told<T>>,
        is_created: bool,
        others: Others,
        integer: impl Fn(&K) -> Option<i64>,
    ) -> Result<(), String> {
        let integers = self.integers(piece, integer);
        for told in rows {
            let is_passed_over = told.standing == Standing::PassedOver;
            let key = integer_of_mark(&told.mark);
            let indexes = key.map_or(&[][..], |key| same(&integers, key));
            if indexes.is_empty() && !is_passed_over {
                return Err(told.mark);
            }
            let position = match self.marks.get(&told.mark) {
                _ if indexes.is_empty() => continue,
                Some(known) => *known,
                None if is_passed_over && others == Others::Left => continue,
                None => self.push_marked(told.mark, told.row, is_created && !is_passed_over),
            };
            self.place_all(indexes, Some(position), &mut Vec::new());
        }
        Ok(())
    }

    /// Returns whether the keys of a piece are integers, here and on the server.
    pub(super) fn are_integers(
        &self,
        piece: &[usize],
        integer: impl Fn(&K) -> Option<i64>,
    ) -> bool {
        let first = piece.first().and_then(|index| self.keys[*index].as_ref());
        first.and_then(integer).is_some()
    }

    /// The integers of a piece, in order, with their indexes.
    fn integers(&self, piece: &[usize], integer: impl Fn(&K) -> Option<i64>) -> Vec<(i64, usize)> {
        let integer = |index: &usize| Some((integer(self.keys[*index].as_ref()?)?, *index));
        let mut integers: Vec<_> = piece.iter().filter_map(integer).collect();
        integers.sort_unstable();
        integers
    }

    /// The position of a row that was taken before, or is by `take`.
    fn take_row(&mut self, mark: String, row: T, take: &mut Take<T>) -> Option<usize> {
        let known = self.marks.get(&mark).copied();
        if known.is_some() {
            return known;
        }
        let (row, is_created) = match take {
            Take::Unmarked | Take::All => (row, false),
            Take::Updated(marks) if marks.contains(&mark) => (row, false),
            Take::Created(marks) if !marks.contains(&mark) => (row, true),
            Take::Returned(rows, others) => match (rows.remove(&mark), others) {
                (Some(returned), _) => (returned.row, returned.is_created),
                (None, Others::Taken) => (row, false),
                (None, Others::Left) => return None,
            },
            Take::Updated(_) | Take::Created(_) | Take::Known => return None,
        };
        Some(self.push_marked(mark, row, is_created))
    }

    fn push_marked(&mut self, mark: String, row: T, is_created: bool) -> usize {
        let position = self.push(row);
        self.marks.insert(mark, position);
        if is_created {
            self.created.insert(position);
        }
        position
    }

    fn push(&mut self, row: T) -> usize {
        self.rows.push(row);
        self.rows.len() - 1
    }

    /// Gives keys their row, if it was taken.
    fn place_all(&mut self, keys: &[(i64, usize)], position: Option<usize>, left: &mut Vec<usize>) {
        for (_, index) in keys {
            self.place(*index, position, left);
        }
    }

    /// Gives a key its row, if it was taken.
    fn place(&mut self, index: usize, position: Option<usize>, left: &mut Vec<usize>) {
        match position {
            Some(position) => self.positions[index] = Some(position),
            None => left.push(index),
        }
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

    /// Returns whether rows that were updated have not been read.
    pub(super) fn lacks(&self, take: &Take<T>) -> bool {
        match take {
            Take::Updated(marks) => marks.iter().any(|mark| !self.marks.contains_key(mark)),
            _ => false,
        }
    }

    /// Returns whether rows with marks were taken.
    pub(super) fn has_marked_rows(&self) -> bool {
        !self.marks.is_empty()
    }

    /// How many keys have no row yet.
    pub(super) fn count_missing(&self) -> usize {
        self.positions
            .iter()
            .filter(|known| known.is_none())
            .count()
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

/// Those of the integers of a piece that are this one.
fn same(integers: &[(i64, usize)], key: i64) -> &[(i64, usize)] {
    let first = integers.partition_point(|(integer, _)| *integer < key);
    let after = integers.partition_point(|(integer, _)| *integer <= key);
    &integers[first..after]
}

/// The index with this ordinal, counted from 1.
fn nth(piece: &[usize], ordinal: i64) -> Option<usize> {
    let nth = usize::try_from(ordinal - 1).ok()?;
    piece.get(nth).copied()
}

#[cfg(test)]
mod tests {
    use super::{Found, Others, Progress, Take};
    use crate::keyed::batch::touched::{Standing, Told};
    use crate::keyed::builder::Entry;

    fn marks(marks: &[&str]) -> std::collections::HashSet<String> {
        marks.iter().map(|mark| (*mark).to_owned()).collect()
    }

    fn told(mark: &str, standing: Standing, row: &'static str) -> Told<&'static str> {
        Told {
            mark: mark.to_owned(),
            standing,
            row,
        }
    }

    #[test]
    fn equal_keys_share_a_row_and_null_keys_have_none() {
        let mut progress = Progress::new(vec![Some('a'), None, Some('b'), Some('A'), Some('c')]);
        let pieces = progress.missing(3);
        assert_eq!(pieces, [vec![0, 2, 3], vec![4]]);
        let found = vec![(3, 1, "a"), (1, 1, "a"), (2, 2, "b")];
        progress.take(
            &pieces[0],
            Found::Numbered(found),
            &mut Take::Unmarked,
            |_| None,
        );
        assert_eq!(progress.missing(9), [vec![4]]);
        assert!(!progress.is_complete());
        let found = Found::Numbered(vec![(1, 1, "c")]);
        progress.take(&pieces[1], found, &mut Take::Unmarked, |_| None);
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
        progress.take(&pieces[0], found, &mut Take::Unmarked, |key| Some(*key));
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
        let mut updated = Take::Updated(marks(&["a"]));
        let left = progress.take(&[0, 1], found(&[(1, "a"), (2, "b")]), &mut updated, |_| {
            None
        });
        assert_eq!(left, [1]);
        assert_eq!(progress.still_missing(&[0, 1]), [1]);
        progress.take(&[2, 3], found(&[(1, "a")]), &mut Take::Known, |_| None);
        assert_eq!(progress.missing(9), [vec![1, 3]]);
        let mut created = Take::Created(marks(&["b"]));
        progress.take(&[1, 3], found(&[(1, "b"), (2, "c")]), &mut created, |_| {
            None
        });
        assert_eq!(progress.missing(9), [vec![1]]);
        progress.take(&[1], found(&[(1, "b")]), &mut Take::All, |_| None);
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
        let mut updated = Take::Updated(marks(&["-3"]));
        let left = progress.take(&[0, 1, 2], found(), &mut updated, |key| Some(*key));
        assert_eq!(left, [0, 2]);
        assert_eq!(progress.missing(9), [vec![0, 2]]);
        let mut created = Take::Created(marks(&["-3"]));
        progress.take(&[0], found(), &mut created, |key| Some(*key));
        progress.take(&[2], found(), &mut Take::Known, |key| Some(*key));
        let batch = progress.complete().unwrap();
        let (a, b) = (Entry::Created("a"), Entry::Found("b"));
        assert_eq!(batch.iter().copied().collect::<Vec<_>>(), [a, b, a]);
    }

    #[test]
    fn rows_that_were_returned_stand_for_what_others_put_in_their_place() {
        let mut progress = Progress::new(["a", "A", "b", "c"].map(Some).to_vec());
        let rows = vec![
            told("a", Standing::Written, "ours"),
            told("c", Standing::WrittenAs("63".to_owned()), "lost"),
        ];
        let mut returned = Take::returned(rows, true, Others::Left);
        let read = |nth: i64, mark: &str| (nth, mark.to_owned(), "theirs");
        let found = Found::<(), _>::Marked(vec![read(1, "a"), read(2, "a"), read(3, "b")]);
        let left = progress.take(&[0, 1, 2, 3], found, &mut returned, |_| None);
        assert_eq!(left, [2]);
        assert_eq!(returned.lost(), ["63"]);
        assert_eq!(progress.missing(9), [vec![2, 3]]);
        let mut all = Take::returned(Vec::new(), true, Others::Taken);
        let found = Found::<(), _>::Marked(vec![read(1, "b"), read(2, "d")]);
        progress.take(&[2, 3], found, &mut all, |_| None);
        let batch = progress.complete().unwrap();
        let (ours, theirs) = (Entry::Created("ours"), Entry::Found("theirs"));
        let entries: Vec<_> = batch.iter().copied().collect();
        assert_eq!(entries, [ours, ours, theirs, theirs]);
    }

    #[test]
    fn integers_that_were_returned_need_no_reading() {
        let integer = |key: &i64| Some(*key);
        let mut progress = Progress::new([5, -3, 5, 9].map(Some).to_vec());
        let piece = [0, 1, 2, 3];
        let rows = || {
            vec![
                told("5:1", Standing::WrittenAs(String::new()), "ours"),
                told("9:2", Standing::PassedOver, "theirs"),
                told("8:3", Standing::PassedOver, "of another key"),
            ]
        };
        let taken = progress.take_returned_integers(&piece, rows(), true, Others::Left, integer);
        assert_eq!((taken, progress.missing(9)), (Ok(()), vec![vec![1, 3]]));
        let taken = progress.take_returned_integers(&[1, 3], rows(), true, Others::Taken, integer);
        assert_eq!(taken, Err("5:1".to_owned()));
        let passed = vec![told("9:2", Standing::PassedOver, "theirs")];
        let taken = progress.take_returned_integers(&[1, 3], passed, true, Others::Taken, integer);
        assert_eq!((taken, progress.missing(9)), (Ok(()), vec![vec![1]]));
    }
}
