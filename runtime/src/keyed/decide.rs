//! The decision on the next action for a row that is to exist: pure, it knows no connection and no
//! query.

/// The number of times that a row is looked for and created before the engine gives up.
pub(crate) const MAX_ATTEMPTS: u8 = 8;

/// The first attempt before which the driver pauses: the row was created and deleted twice by
/// others.
const FIRST_PAUSE: u8 = 3;

/// The first action of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// Reading: a row that is there costs one statement, no lock and no sequence value.
    Read,
    /// Updating the row that may be there.
    Update,
    /// Inserting, where a row that is there would be the exception.
    Insert,
}

/// The outcome of a statement of the driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// A row.
    Row,
    /// No row, or nothing to write.
    Nothing,
    /// A row that was written, and that another session replaced meanwhile.
    Lost,
    /// A row that was written, and that the key does not find: another session replaced it, or the
    /// server stored it with another key. The server cannot distinguish these.
    Unfound,
    /// A unique violation: of the key, if the row is there.
    Conflict {
        /// True if the server names the key's own index.
        named: bool,
    },
}

/// The next action of the driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Read by key.
    Read,
    /// Read what is committed now, whatever the snapshot of the transaction shows.
    ReadCurrent,
    /// Update by key.
    Update,
    /// Insert, unless the key exists.
    Insert,
    /// Done: the row was there.
    Found,
    /// Done: the row is new.
    Created,
    /// Give up: no row is visible.
    NotVisible,
    /// Give up: the unique violation is another key's.
    OtherKey,
}

/// The statement that the next event belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    Updating,
    Inserting,
    /// Looking for the row, by reading or updating it, that an insert ran into.
    Resolving {
        named: bool,
    },
}

/// One `get_or_create` or `upsert`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    first: Start,
    attempt: u8,
    state: State,
    inserted: bool,
    /// True if this call stored a row that its key did not find.
    unfound: bool,
}

impl Decision {
    /// Returns the first action of a call.
    pub(crate) const fn start(first: Start) -> (Self, Action) {
        let (state, next) = match first {
            Start::Read => (State::Reading, Action::Read),
            Start::Update => (State::Updating, Action::Update),
            Start::Insert => (State::Inserting, Action::Insert),
        };
        let start = Self {
            first,
            attempt: 1,
            state,
            inserted: matches!(first, Start::Insert),
            unfound: false,
        };
        (start, next)
    }

    /// Returns the next action, after the event that the last one caused.
    pub(crate) const fn after(&mut self, event: Event) -> Action {
        match (self.state, event) {
            (State::Inserting, Event::Row) => Action::Created,
            (_, Event::Row) => Action::Found,
            (_, Event::Lost)
            | (State::Inserting | State::Resolving { named: true }, Event::Nothing) => {
                self.next_attempt()
            }
            // Once, it may have been deleted by others; twice, the key may find none of them.
            (_, Event::Unfound) if self.unfound => Action::NotVisible,
            (_, Event::Unfound) => {
                self.unfound = true;
                self.next_attempt()
            }
            (State::Reading | State::Updating, Event::Nothing) => self.insert(),
            (State::Inserting, Event::Conflict { named }) => {
                let again = match self.first {
                    Start::Update => Action::Update,
                    Start::Read | Start::Insert => Action::ReadCurrent,
                };
                self.step(State::Resolving { named }, again)
            }
            (State::Resolving { named: false }, _) | (_, Event::Conflict { .. }) => {
                Action::OtherKey
            }
        }
    }

    /// Begins the next attempt. From the second one on the row is looked for first: another session
    /// was faster and created it.
    const fn next_attempt(&mut self) -> Action {
        if self.attempt > MAX_ATTEMPTS {
            return Action::NotVisible;
        }
        self.attempt += 1;
        match self.first {
            Start::Update => self.step(State::Updating, Action::Update),
            Start::Read | Start::Insert => self.step(State::Reading, Action::Read),
        }
    }

    /// Inserts; the last attempt only looks.
    const fn insert(&mut self) -> Action {
        if self.attempt > MAX_ATTEMPTS {
            return Action::NotVisible;
        }
        self.inserted = true;
        self.step(State::Inserting, Action::Insert)
    }

    const fn step(&mut self, state: State, next: Action) -> Action {
        self.state = state;
        next
    }

    /// Returns the number of the attempt, counted from 1.
    pub(crate) const fn attempt(self) -> u8 {
        self.attempt
    }

    /// Returns true when an insert was chosen.
    pub(crate) const fn has_inserted(self) -> bool {
        self.inserted
    }

    /// Returns the number of steps of the back-off to pause for before the next statement; 0 for no
    /// pause.
    pub(crate) const fn pause(self) -> u8 {
        match self.state {
            State::Reading | State::Updating => self.attempt.saturating_sub(FIRST_PAUSE - 1),
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests;
