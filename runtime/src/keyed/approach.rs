//! The way in which a call begins.

use super::decide::Start;
use crate::dialect::Dialect;

/// The moment at which the rows that a key refers to are locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParentLocks {
    /// After the insert, as any insert does it.
    Unlocked,
    /// Before the insert.
    Locked,
}

/// The first statement of a call, and its locks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Approach {
    /// The first statement, where there is nothing to change.
    pub(crate) first: Start,
    pub(crate) parents: ParentLocks,
}

impl Approach {
    pub(crate) const USUAL: Self = Self {
        first: Start::Read,
        parents: ParentLocks::Unlocked,
    };

    /// Returns the approach of a call that has these changes.
    pub(super) const fn for_changes<S>(mut self, changes: Option<&S>) -> Self {
        if changes.is_some() {
            self.first = Start::Update;
        }
        self
    }

    /// Returns whether it locks anything on this server.
    pub(super) fn locks_on<DB: Dialect>(self) -> bool {
        self.parents == ParentLocks::Locked && !DB::PARENT_LOCK.is_empty()
    }
}
