//! Which rows a statement for many keys wrote: pure.

use std::collections::HashSet;

/// The rows that a statement wrote, by their marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// Nobody asked.
    Untold,
    /// These.
    These(HashSet<String>),
    /// Those of its keys that are not these.
    AllBut(HashSet<String>),
    /// One that is outside of the index's predicate.
    WrongRow,
}

impl Touched {
    /// None.
    #[must_use]
    pub fn none() -> Self {
        Self::These(HashSet::new())
    }

    /// What the rows returned say: mark, and whether the row is one of the index's.
    #[must_use]
    pub fn from_returned(rows: Vec<(String, bool)>) -> Self {
        let mut marks = HashSet::with_capacity(rows.len());
        for (mark, is_indexed) in rows {
            if !is_indexed {
                return Self::WrongRow;
            }
            marks.insert(mark);
        }
        Self::These(marks)
    }

    /// Whether a row was written.
    pub(super) fn contains(&self, mark: &str) -> bool {
        match self {
            Self::These(marks) => marks.contains(mark),
            Self::AllBut(marks) => !marks.contains(mark),
            Self::Untold | Self::WrongRow => false,
        }
    }

    /// Whether it is known that none was written.
    pub(super) fn is_none(&self) -> bool {
        matches!(self, Self::These(marks) if marks.is_empty())
    }
}

/// The mark of a row whose key is one integer.
pub(super) fn mark_of_integer(key: i64) -> String {
    key.to_string()
}

/// What the marks that a session collects say of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Collects {
    /// They are of the rows that it wrote.
    Written,
    /// They are of the rows that it passed over.
    PassedOver,
    /// There are none: it wrote a row for each key, or failed.
    Nothing,
    /// Nobody asks.
    Untold,
}

impl Collects {
    /// Whether there are marks to read.
    pub(super) const fn any(self) -> bool {
        matches!(self, Self::Written | Self::PassedOver)
    }

    /// What was written.
    pub(super) fn touched(self, marks: Option<&str>) -> Touched {
        match self {
            Self::Written => Touched::These(collected(marks)),
            Self::PassedOver | Self::Nothing => Touched::AllBut(collected(marks)),
            Self::Untold => Touched::Untold,
        }
    }
}

/// The marks in what a session collected.
fn collected(marks: Option<&str>) -> HashSet<String> {
    let marks = marks.unwrap_or_default().split(',');
    marks
        .filter(|mark| !mark.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Collects, Touched};

    fn these(marks: &str) -> Touched {
        Collects::Written.touched(Some(marks))
    }

    fn all_but(marks: &str) -> Touched {
        Collects::PassedOver.touched(Some(marks))
    }

    #[test]
    fn marks_are_told_either_way() {
        assert!(these("a,b").contains("a") && !these("a,b").contains("c"));
        assert!(!all_but("a,b").contains("a") && all_but("a,b").contains("c"));
        assert!(Collects::Written.touched(None).is_none());
        assert!(Collects::Nothing.touched(None).contains("a"));
        assert!(!Collects::Untold.touched(None).contains("a"));
    }

    #[test]
    fn one_row_outside_of_the_predicate_is_told() {
        let rows = |is_indexed| vec![("a".to_owned(), true), ("b".to_owned(), is_indexed)];
        assert_eq!(Touched::from_returned(rows(false)), Touched::WrongRow);
        assert!(Touched::from_returned(rows(true)).contains("b"));
    }
}
