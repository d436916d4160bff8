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

#[cfg(test)]
mod tests {
    use super::{Decision, MAX_TURNS, Next, Saw};

    /// The steps for a sequence of outcomes, one bit each: 1 is a row.
    fn steps(outcomes: u32) -> Vec<Next> {
        let (mut decision, first) = Decision::start();
        let mut steps = vec![first];
        while matches!(steps.last(), Some(Next::Read { .. } | Next::Insert)) {
            let row = outcomes >> (steps.len() - 1) & 1 == 1;
            steps.push(decision.after(if row { Saw::Row } else { Saw::Nothing }));
        }
        steps
    }

    /// Two statements a turn, and a last look.
    const LONGEST: usize = 2 * MAX_TURNS as usize + 1;

    #[test]
    fn every_sequence_of_outcomes_ends_as_it_must() {
        for outcomes in 0..1_u32 << LONGEST {
            let steps = steps(outcomes);
            let statements = steps.len() - 1;
            let first_row = outcomes.trailing_zeros() as usize;
            assert_eq!(statements, LONGEST.min(first_row + 1), "{steps:?}");
            let expected = match first_row {
                row if row >= LONGEST => Next::NotVisible,
                row if row.is_multiple_of(2) => Next::Found,
                _ => Next::Created,
            };
            assert_eq!(steps.last(), Some(&expected), "{steps:?}");
        }
    }

    #[test]
    fn reads_and_inserts_alternate_and_pauses_begin_with_the_third_turn() {
        let steps = steps(0);
        let reads = steps.iter().step_by(2).take(MAX_TURNS as usize + 1);
        let pauses: Vec<_> = reads
            .map(|step| match step {
                Next::Read { pause } => *pause,
                other => panic!("{other:?} instead of a read"),
            })
            .collect();
        assert_eq!(pauses, [0, 0, 1, 2, 3, 4, 5, 6, 7]);
        let inserts = steps.iter().skip(1).step_by(2).take(MAX_TURNS as usize);
        assert!(inserts.into_iter().all(|step| *step == Next::Insert));
    }
}
