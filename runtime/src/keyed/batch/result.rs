//! Rows and which of them belongs to which key.

use std::fmt;
use std::iter::FusedIterator;

use crate::keyed::entry::Entry;

/// The rows for many keys, and a position for each key, in the order of the keys.
///
/// `get_or_create` and `upsert` give a `Batch<T>`, in which each key has a row; `upsert_entries` a
/// `Batch<Entry<T>>`, which also says which rows the call created. `get` gives a
/// `Batch<T, Option<usize>>`, in which a key may have none.
///
/// # Example
///
/// ```
#[doc = include_str!("../../../doc/setup.rs")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let conn = &mut connection()?;
/// use camshaft::prelude::*;
///
/// let found: Vec<User> = users::table.select(User::as_select()).load(conn)?;
/// assert!(User::detail_of(&found).get(conn)?.iter().all(|detail| detail.is_none()));
///
/// let details = User::detail_of(&found).get_or_create(conn)?;
/// for (user, detail) in found.iter().zip(&details) {
///     assert_eq!(detail.user_id, user.id);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch<T, P = usize> {
    rows: Vec<T>,
    positions: Vec<P>,
}

/// Where the row of a key is: a position, or maybe one.
pub trait Position: Copy + fmt::Debug {
    /// The row of a key: `&T`, or `Option<&T>`.
    type Row<'a, T: 'a>;

    /// Returns the row at this position.
    fn row<T>(self, rows: &[T]) -> Self::Row<'_, T>;
}

impl Position for usize {
    type Row<'a, T: 'a> = &'a T;

    fn row<T>(self, rows: &[T]) -> &T {
        &rows[self]
    }
}

impl Position for Option<usize> {
    type Row<'a, T: 'a> = Option<&'a T>;

    fn row<T>(self, rows: &[T]) -> Option<&T> {
        self.map(|position| &rows[position])
    }
}

impl<T, P: Position> Batch<T, P> {
    pub(super) const fn new(rows: Vec<T>, positions: Vec<P>) -> Self {
        Self { rows, positions }
    }

    /// Returns the number of keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    /// Returns whether there were no keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// Returns the row of each key, in the order of the keys.
    #[must_use]
    pub fn iter(&self) -> Iter<'_, T, P> {
        Iter {
            rows: &self.rows,
            positions: self.positions.iter(),
        }
    }

    /// Returns the rows, in no particular order: each once, unless its keys fell into several
    /// statements.
    #[must_use]
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    /// Returns for each key the position of its row among [`rows`](Self::rows).
    #[must_use]
    pub fn positions(&self) -> &[P] {
        &self.positions
    }

    /// Returns the rows, in no particular order: each once, unless its keys fell into several
    /// statements.
    #[must_use]
    pub fn into_rows(self) -> Vec<T> {
        self.rows
    }
}

impl<T, P> Batch<Entry<T>, P> {
    /// Returns the rows without what became of them.
    pub(super) fn without_entries(self) -> Batch<T, P> {
        Batch {
            rows: self.rows.into_iter().map(Entry::into_row).collect(),
            positions: self.positions,
        }
    }
}

impl<'a, T, P: Position> IntoIterator for &'a Batch<T, P> {
    type Item = P::Row<'a, T>;
    type IntoIter = Iter<'a, T, P>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The row of each key, in the order of the keys.
#[derive(Debug, Clone)]
pub struct Iter<'a, T, P> {
    rows: &'a [T],
    positions: std::slice::Iter<'a, P>,
}

impl<'a, T, P: Position> Iterator for Iter<'a, T, P> {
    type Item = P::Row<'a, T>;

    fn next(&mut self) -> Option<Self::Item> {
        let position = self.positions.next()?;
        Some(position.row(self.rows))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.positions.size_hint()
    }
}

impl<T, P: Position> ExactSizeIterator for Iter<'_, T, P> {}
impl<T, P: Position> FusedIterator for Iter<'_, T, P> {}

#[cfg(test)]
mod tests {
    use super::Batch;

    #[test]
    fn rows_come_in_the_order_of_the_keys() {
        let batch = Batch::new(vec!["a", "b"], vec![1, 0, 1]);
        assert_eq!(batch.iter().copied().collect::<Vec<_>>(), ["b", "a", "b"]);
        assert_eq!((batch.len(), batch.iter().len()), (3, 3));
    }

    #[test]
    fn a_key_without_a_row_yields_none() {
        let batch = Batch::new(vec!["a"], vec![None, Some(0)]);
        assert_eq!(batch.iter().collect::<Vec<_>>(), [None, Some(&"a")]);
    }
}
