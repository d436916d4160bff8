//! The rows that a read of many returned.

/// A row as `SelectMany` returns it: its ordinal, its identity, the row.
pub(super) type Numbered<I, T> = (i64, I, T);

/// The rows of a read, which an `I` identifies.
#[derive(Debug)]
pub enum Found<I, T> {
    /// Rows by the ordinals of their keys.
    Numbered(Vec<Numbered<I, T>>),
    /// Each row once, by its key.
    Integers(Vec<(i64, T)>),
    /// Each row once, by its key, with its row id.
    IntegersWithRowIds(Vec<Numbered<String, T>>),
    /// Rows with their row ids by the ordinals of their keys.
    WithRowId(Vec<Numbered<String, T>>),
}

impl<I, T> Found<I, T> {
    /// Returns the number of rows.
    pub(crate) fn count(&self) -> usize {
        match self {
            Self::Numbered(rows) => rows.len(),
            Self::Integers(rows) => rows.len(),
            Self::IntegersWithRowIds(rows) | Self::WithRowId(rows) => rows.len(),
        }
    }

    /// Returns the rows that have row ids, each with its integer or the ordinal of its key.
    pub(super) fn into_rows_with_ids(self) -> Vec<Numbered<String, T>> {
        match self {
            Self::IntegersWithRowIds(rows) | Self::WithRowId(rows) => rows,
            Self::Numbered(_) | Self::Integers(_) => Vec::new(),
        }
    }
}
