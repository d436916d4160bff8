//! All sequences of outcomes, on servers that return what they write and on those that do not.

use super::{Decision, First, MAX_TURNS, Next, Saw};

/// What a server answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Server {
    /// Writes return the row; the insert passes over a key that exists.
    Returning,
    /// What was written is read after it; the insert fails on any unique key.
    Reading,
}

impl Server {
    /// What a statement can bring, without errors.
    fn outcomes(self, statement: Next) -> Vec<Saw> {
        match (statement, self) {
            (Next::Read | Next::ReadCurrent, _) | (_, Self::Returning) => {
                vec![Saw::Row, Saw::Nothing]
            }
            (Next::Update, Self::Reading) => vec![Saw::Row, Saw::Lost, Saw::Nothing],
            (_, Self::Reading) => vec![
                Saw::Row,
                Saw::Lost,
                Saw::Unfound,
                Saw::Conflict { named: true },
                Saw::Conflict { named: false },
            ],
        }
    }
}

/// A statement with its outcome.
type KeyedStep = (Next, Saw);

/// Calls `see` with each way through a call, and how it ended.
fn walk(first: First, server: Server, see: &mut dyn FnMut(&[KeyedStep], Next)) {
    fn go(
        decision: Decision,
        next: Next,
        server: Server,
        steps: &mut Vec<KeyedStep>,
        see: &mut dyn FnMut(&[KeyedStep], Next),
    ) {
        if !is_statement(next) {
            return see(steps, next);
        }
        assert!(steps.len() < 64, "no end: {steps:?}");
        for saw in server.outcomes(next) {
            let mut after = decision;
            let following = after.after(saw);
            steps.push((next, saw));
            go(after, following, server, steps, see);
            steps.pop();
        }
    }
    let (decision, next) = Decision::start(first);
    go(decision, next, server, &mut Vec::new(), see);
}

const fn is_statement(next: Next) -> bool {
    matches!(
        next,
        Next::Read | Next::ReadCurrent | Next::Update | Next::Insert
    )
}

/// How a call must end, told from its statements alone.
fn expected_end(steps: &[KeyedStep]) -> Next {
    let (last, before) = steps.split_last().unwrap();
    let previous = before.last();
    match last {
        (Next::Insert, Saw::Row) => Next::Created,
        (_, Saw::Row) => Next::Found,
        (_, Saw::Lost | Saw::Unfound) => Next::NotVisible,
        _ if previous == Some(&(Next::Insert, Saw::Conflict { named: false })) => Next::OtherKey,
        _ => Next::NotVisible,
    }
}

#[test]
fn every_sequence_of_outcomes_ends_as_it_must() {
    for server in [Server::Returning, Server::Reading] {
        for first in [First::Read, First::Update, First::Insert] {
            let mut ways = 0;
            walk(first, server, &mut |steps, end| {
                ways += 1;
                assert_eq!(end, expected_end(steps), "{steps:?}");
            });
            assert!(ways > 2 * usize::from(MAX_TURNS), "{ways}");
        }
    }
}

#[test]
fn each_turn_inserts_once_and_the_last_look_is_not_an_insert() {
    for server in [Server::Returning, Server::Reading] {
        for first in [First::Read, First::Update, First::Insert] {
            walk(first, server, &mut |steps, end| {
                let inserts = steps.iter().filter(|(next, _)| *next == Next::Insert);
                let inserts = inserts.count();
                assert!(inserts <= usize::from(MAX_TURNS), "{steps:?}");
                let looks = steps
                    .iter()
                    .filter(|(next, _)| matches!(next, Next::Read | Next::Update));
                let looks = looks.count();
                assert!(looks <= usize::from(MAX_TURNS) * 2 + 1, "{steps:?}");
                let unfound = steps.iter().filter(|(_, saw)| *saw == Saw::Unfound);
                if end == Next::NotVisible && unfound.count() < 2 {
                    assert!(looks >= usize::from(MAX_TURNS), "{steps:?}");
                    let last = steps.last().map(|(next, _)| *next);
                    assert_ne!(last, Some(Next::Insert), "{steps:?}");
                }
            });
        }
    }
}

#[test]
fn what_is_there_costs_one_statement_where_the_server_returns_it() {
    walk(First::Read, Server::Returning, &mut |steps, end| {
        if steps[0].1 == Saw::Row {
            assert_eq!((steps.len(), end), (1, Next::Found));
        }
    });
    walk(First::Update, Server::Returning, &mut |steps, end| {
        if steps[0].1 == Saw::Row {
            assert_eq!((steps.len(), end), (1, Next::Found));
        }
    });
}

#[test]
fn an_insert_that_ran_into_a_row_is_followed_by_a_look_at_what_is_committed() {
    walk(First::Read, Server::Reading, &mut |steps, _| {
        for pair in steps.windows(2) {
            if matches!(pair[0].1, Saw::Conflict { .. }) {
                assert_eq!(pair[1].0, Next::ReadCurrent);
            }
        }
    });
    walk(First::Update, Server::Reading, &mut |steps, _| {
        for pair in steps.windows(2) {
            if matches!(pair[0].1, Saw::Conflict { .. }) {
                assert_eq!(pair[1].0, Next::Update);
            }
        }
    });
}

#[test]
fn pauses_begin_with_the_third_turn() {
    let (mut decision, mut next) = Decision::start(First::Read);
    let mut pauses = Vec::new();
    while is_statement(next) {
        if next == Next::Read {
            pauses.push(decision.pause());
        } else {
            assert_eq!(decision.pause(), 0);
        }
        next = decision.after(Saw::Nothing);
    }
    assert_eq!(pauses, [0, 0, 1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn no_more_than_two_rows_are_stored_that_the_key_may_not_find() {
    for first in [First::Read, First::Update, First::Insert] {
        walk(first, Server::Reading, &mut |steps, end| {
            let unfound = steps.iter().filter(|(_, saw)| *saw == Saw::Unfound).count();
            assert!(unfound <= 2, "{steps:?}");
            assert!(unfound < 2 || end == Next::NotVisible, "{steps:?}");
        });
    }
}
