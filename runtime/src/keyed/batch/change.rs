//! The change of many rows, before it is a statement.

use super::affected::Collects;
use super::keys::{Tracking, WriteKind};

/// The conduct of an insert of many where keys exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnConflict {
    /// Passes over them.
    DoNothing,
    /// Fails: the error names the key, where passing over did not help.
    Fail,
}

/// The change that is written for each of many keys.
#[derive(Debug)]
pub enum ManyChange<'v, F: ?Sized> {
    /// A row with the key alone, unless the key exists.
    Keys(OnConflict, Tracking),
    /// A row, unless the key exists: the insert of one with key terms.
    Insert(&'v F, OnConflict, Tracking),
    /// The assignments of an update.
    Update(&'v F),
}

impl<F: ?Sized> Clone for ManyChange<'_, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: ?Sized> Copy for ManyChange<'_, F> {}

impl<'v, F: ?Sized> ManyChange<'v, F> {
    /// Inserts rows: with values where there are some, else with keys alone.
    pub(super) fn insert(
        values: Option<&'v F>,
        on_conflict: OnConflict,
        tracking: Tracking,
    ) -> Self {
        match values {
            Some(values) => Self::Insert(values, on_conflict, tracking),
            None => Self::Keys(on_conflict, tracking),
        }
    }
}

impl<F: ?Sized> ManyChange<'_, F> {
    /// Returns what a session collects, where the server returns nothing.
    pub(super) const fn collects(self) -> Collects {
        match self {
            Self::Update(_) => Collects::Written,
            Self::Keys(_, Tracking::Off) | Self::Insert(_, _, Tracking::Off) => Collects::Unknown,
            Self::Keys(OnConflict::DoNothing, _) | Self::Insert(_, OnConflict::DoNothing, _) => {
                Collects::PassedOver
            }
            Self::Keys(OnConflict::Fail, _) | Self::Insert(_, OnConflict::Fail, _) => {
                Collects::Nothing
            }
        }
    }

    /// Returns whether rows that it creates must be known for sure, where the server does not return them.
    pub(super) const fn must_be_seen(self) -> bool {
        match self {
            Self::Keys(on_conflict, tracking) | Self::Insert(_, on_conflict, tracking) => {
                matches!(on_conflict, OnConflict::Fail) || matches!(tracking, Tracking::Rows)
            }
            Self::Update(_) => false,
        }
    }

    /// Returns whether it is an insert that passes over rows.
    pub(super) const fn may_pass_over(self) -> bool {
        match self {
            Self::Keys(on_conflict, _) | Self::Insert(_, on_conflict, _) => {
                matches!(on_conflict, OnConflict::DoNothing)
            }
            Self::Update(_) => false,
        }
    }

    /// Returns whether it inserts.
    pub(super) const fn writes(self) -> WriteKind {
        match self {
            Self::Keys(..) | Self::Insert(..) => WriteKind::New,
            Self::Update(_) => WriteKind::Changes,
        }
    }
}
