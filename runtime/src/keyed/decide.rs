//! What to do next for a row that is to exist: pure, it knows no connection and no query.

/// How often a row is looked for and created before the engine gives up.
pub(crate) const MAX_TURNS: u8 = 8;

/// From this turn on the driver pauses first: the row was created and deleted twice by others.
const FIRST_PAUSE: u8 = 3;

/// What a statement of the driver brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Saw {
    /// A row.
    Row,
    /// No row.
    Nothing,
}

/// What the driver does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Read by key, after a pause of that many steps of the back-off.
    Read {
        /// 0: at once.
        pause: u8,
    },
    /// Insert, unless the key exists.
    Insert,
    /// Done: the row was there.
    Found,
    /// Done: the row is new.
    Created,
    /// Give up.
    NotVisible,
}

/// One `get_or_create`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    turn: u8,
    inserting: bool,
}

impl Decision {
    /// Read first: a row that is there costs one statement, no lock and no sequence value.
    pub(crate) const fn start() -> (Self, Next) {
        let start = Self {
            turn: 1,
            inserting: false,
        };
        (start, Next::Read { pause: 0 })
    }

    /// The next step, after what the last one brought.
    pub(crate) const fn after(&mut self, saw: Saw) -> Next {
        match (self.inserting, saw) {
            (false, Saw::Row) => Next::Found,
            (true, Saw::Row) => Next::Created,
            (false, Saw::Nothing) if self.turn > MAX_TURNS => Next::NotVisible,
            (false, Saw::Nothing) => {
                self.inserting = true;
                Next::Insert
            }
            (true, Saw::Nothing) => {
                self.inserting = false;
                self.turn += 1;
                Next::Read {
                    pause: self.turn.saturating_sub(FIRST_PAUSE - 1),
                }
            }
        }
    }

    /// The turn it is in, counted from 1.
    pub(crate) const fn turn(self) -> u8 {
        self.turn
    }
}
