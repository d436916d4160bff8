//! The keys of a batch that have their row already: pure.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::affected::{AffectedRow, RowStatus, integer_of_row_id, row_id_of_integer};
use super::found::{Found, Numbered};
use super::result::Batch;
use super::take::{Others, Take};
use crate::keyed::entry::Entry;

/// The keys of a batch and the rows found so far.
#[derive(Debug)]
pub(super) struct BatchProgress<K, T> {
    keys: Vec<Option<K>>,
    rows: Vec<T>,
    positions: Vec<Option<usize>>,
    /// The positions of rows by their row ids, where rows are identified.
    row_ids: HashMap<String, usize>,
    /// The positions of the rows that this call created.
    created: HashSet<usize>,
}

impl<K: Clone, T> BatchProgress<K, T> {
    pub(super) fn new(keys: Vec<Option<K>>) -> Self {
        Self {
            positions: vec![None; keys.len()],
            rows: Vec::new(),
            row_ids: HashMap::new(),
            created: HashSet::new(),
            keys,
        }
    }

    /// Returns the indexes of the keys that have no row yet, in chunks of at most that many.
    pub(super) fn missing(&self, chunk_size: usize) -> Vec<Vec<usize>> {
        let missing = self.keys.iter().zip(&self.positions).enumerate();
        let missing: Vec<usize> = missing
            .filter(|(_, (key, position))| key.is_some() && position.is_none())
            .map(|(index, _)| index)
            .collect();
        missing.chunks(chunk_size).map(<[usize]>::to_vec).collect()
    }

    /// Returns the keys at these indexes.
    pub(super) fn keys_at(&self, indexes: &[usize]) -> Vec<K> {
        indexes
            .iter()
            .filter_map(|index| self.keys[*index].clone())
            .collect()
    }

    /// Returns the indexes in a chunk whose keys have no row yet.
    pub(super) fn still_missing(&self, chunk: &[usize]) -> Vec<usize> {
        let indexes = chunk.iter().copied();
        indexes
            .filter(|index| self.positions[*index].is_none())
            .collect()
    }

    /// Takes the rows for a chunk, and returns the indexes of the keys whose row is left.
    pub(super) fn take<I: Eq + Hash>(
        &mut self,
        chunk: &[usize],
        found: Found<I, T>,
        take: &mut Take<T>,
        integer: impl Fn(&K) -> Option<i64>,
    ) -> Vec<usize> {
        let mut left = Vec::new();
        match found {
            Found::Numbered(found) => self.take_numbered(chunk, found),
            Found::Integers(found) => {
                let integers = self.integers(chunk, integer);
                self.rows.reserve(found.len());
                for (key, row) in found {
                    let position = if matches!(take, Take::WithoutRowIds) {
                        Some(self.push(row))
                    } else {
                        self.take_row(row_id_of_integer(key), row, take)
                    };
                    self.place_all(same(&integers, key), position, &mut left);
                }
            }
            Found::IntegersWithRowIds(found) => {
                let integers = self.integers(chunk, integer);
                for (key, row_id, row) in found {
                    let position = self.take_row(row_id, row, take);
                    self.place_all(same(&integers, key), position, &mut left);
                }
            }
            Found::WithRowId(found) => {
                for (ordinal, row_id, row) in found {
                    let position = self.take_row(row_id, row, take);
                    if let Some(index) = nth(chunk, ordinal) {
                        self.place(index, position, &mut left);
                    }
                }
            }
        }
        left
    }

    /// Takes the rows that a statement returned for a chunk of integers.
    ///
    /// # Errors
    ///
    /// The row id of a row that was written and belongs to none of them.
    pub(super) fn take_returned_integers(
        &mut self,
        chunk: &[usize],
        rows: Vec<AffectedRow<T>>,
        is_created: bool,
        others: Others,
        integer: impl Fn(&K) -> Option<i64>,
    ) -> Result<(), String> {
        let integers = self.integers(chunk, integer);
        for affected_row in rows {
            let is_passed_over = affected_row.status == RowStatus::PassedOver;
            let key = integer_of_row_id(&affected_row.row_id);
            let indexes = key.map_or(&[][..], |key| same(&integers, key));
            if indexes.is_empty() && !is_passed_over {
                return Err(affected_row.row_id);
            }
            let position = match self.row_ids.get(&affected_row.row_id) {
                _ if indexes.is_empty() => continue,
                Some(known) => *known,
                None if is_passed_over && others == Others::Left => continue,
                None => self.push_with_row_id(
                    affected_row.row_id,
                    affected_row.row,
                    is_created && !is_passed_over,
                ),
            };
            self.place_all(indexes, Some(position), &mut Vec::new());
        }
        Ok(())
    }

    /// Returns whether the keys of a chunk are integers, here and on the server.
    pub(super) fn are_integers(
        &self,
        chunk: &[usize],
        integer: impl Fn(&K) -> Option<i64>,
    ) -> bool {
        let first = chunk.first().and_then(|index| self.keys[*index].as_ref());
        first.and_then(integer).is_some()
    }

    /// Returns the integers of a chunk, in order, with their indexes.
    fn integers(&self, chunk: &[usize], integer: impl Fn(&K) -> Option<i64>) -> Vec<(i64, usize)> {
        let integer = |index: &usize| Some((integer(self.keys[*index].as_ref()?)?, *index));
        let mut integers: Vec<_> = chunk.iter().filter_map(integer).collect();
        integers.sort_unstable();
        integers
    }

    /// Returns the position of a row that was taken before, or is by `take`.
    fn take_row(&mut self, row_id: String, row: T, take: &mut Take<T>) -> Option<usize> {
        let known = self.row_ids.get(&row_id).copied();
        if known.is_some() {
            return known;
        }
        let (row, is_created) = match take {
            Take::WithoutRowIds | Take::All => (row, false),
            Take::Updated(row_ids) if row_ids.contains(&row_id) => (row, false),
            Take::Created(row_ids) if !row_ids.contains(&row_id) => (row, true),
            Take::Returned(rows, others) => match (rows.remove(&row_id), others) {
                (Some(returned), _) => (returned.row, returned.is_created),
                (None, Others::Taken) => (row, false),
                (None, Others::Left) => return None,
            },
            Take::Updated(_) | Take::Created(_) | Take::Known => return None,
        };
        Some(self.push_with_row_id(row_id, row, is_created))
    }

    fn push_with_row_id(&mut self, row_id: String, row: T, is_created: bool) -> usize {
        let position = self.push(row);
        self.row_ids.insert(row_id, position);
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

    /// Takes rows by ordinals, which count the keys of the chunk from 1.
    fn take_numbered<I: Eq + Hash>(&mut self, chunk: &[usize], found: Vec<Numbered<I, T>>) {
        let mut seen: HashMap<I, usize> = HashMap::with_capacity(found.len());
        for (ordinal, identity, row) in found {
            let position = *seen.entry(identity).or_insert_with(|| {
                self.rows.push(row);
                self.rows.len() - 1
            });
            if let Some(index) = nth(chunk, ordinal) {
                self.positions[index] = Some(position);
            }
        }
    }

    /// Returns whether rows that were updated have not been read.
    pub(super) fn lacks(&self, take: &Take<T>) -> bool {
        match take {
            Take::Updated(row_ids) => row_ids
                .iter()
                .any(|row_id| !self.row_ids.contains_key(row_id)),
            _ => false,
        }
    }

    /// Returns whether rows with row ids were taken.
    pub(super) fn has_row_ids(&self) -> bool {
        !self.row_ids.is_empty()
    }

    /// Returns the number of keys that have no row yet.
    pub(super) fn count_missing(&self) -> usize {
        self.positions
            .iter()
            .filter(|known| known.is_none())
            .count()
    }

    /// Returns whether each key has its row.
    pub(super) fn is_complete(&self) -> bool {
        self.positions.iter().all(Option::is_some)
    }

    /// Returns the rows that were found.
    pub(super) fn found(self) -> Batch<T, Option<usize>> {
        Batch::new(self.rows, self.positions)
    }

    /// Returns all rows, once it is complete.
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

/// Returns those of the integers of a chunk that equal this one.
fn same(integers: &[(i64, usize)], key: i64) -> &[(i64, usize)] {
    let first = integers.partition_point(|(integer, _)| *integer < key);
    let after = integers.partition_point(|(integer, _)| *integer <= key);
    &integers[first..after]
}

/// Returns the index with this ordinal, counted from 1.
fn nth(chunk: &[usize], ordinal: i64) -> Option<usize> {
    let nth = usize::try_from(ordinal - 1).ok()?;
    chunk.get(nth).copied()
}

#[cfg(test)]
mod tests;
