//! The way in which a call begins.

use super::decide::First;
use crate::dialect::Dialect;

/// Whether the rows that a key refers to are locked before its row is inserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parents {
    /// As any insert does it: afterwards.
    Unlocked,
    /// Before.
    Locked,
}

/// How a call goes about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Approach {
    /// What it begins with, where there is nothing to change.
    pub(crate) first: First,
    pub(crate) parents: Parents,
}

impl Approach {
    pub(crate) const USUAL: Self = Self {
        first: First::Read,
        parents: Parents::Unlocked,
    };

    /// The same, with these changes.
    pub(super) const fn for_changes<S>(mut self, changes: Option<&S>) -> Self {
        if changes.is_some() {
            self.first = First::Update;
        }
        self
    }

    /// Whether it locks anything on this server.
    pub(super) fn locks_on<DB: Dialect>(self) -> bool {
        self.parents == Parents::Locked && !DB::PARENT_LOCK.is_empty()
    }
}
