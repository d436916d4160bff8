//! All sequences of outcomes, on servers that return what they write and on those that do not.

use super::{Action, Decision, Event, MAX_ATTEMPTS, Start};

/// The kind of a server, by its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Server {
    /// Writes return the row; the insert passes over a key that exists.
    Returning,
    /// The row that was written is read after it; the insert fails on any unique key.
    Reading,
}

impl Server {
    /// Returns the events that a statement can bring, without errors.
    fn outcomes(self, statement: Action) -> Vec<Event> {
        match (statement, self) {
            (Action::Read | Action::ReadCurrent, _) | (_, Self::Returning) => {
                vec![Event::Row, Event::Nothing]
            }
            (Action::Update, Self::Reading) => vec![Event::Row, Event::Lost, Event::Nothing],
            (_, Self::Reading) => vec![
                Event::Row,
                Event::Lost,
                Event::Unfound,
                Event::Conflict { named: true },
                Event::Conflict { named: false },
            ],
        }
    }
}

/// A statement with its outcome.
type Step = (Action, Event);

/// Calls `see` with each way through a call, and how it ended.
fn walk(first: Start, server: Server, see: &mut dyn FnMut(&[Step], Action)) {
    fn go(
        decision: Decision,
        next: Action,
        server: Server,
        steps: &mut Vec<Step>,
        see: &mut dyn FnMut(&[Step], Action),
    ) {
        if !is_statement(next) {
            return see(steps, next);
        }
        assert!(steps.len() < 64, "no end: {steps:?}");
        for event in server.outcomes(next) {
            let mut after = decision;
            let following = after.after(event);
            steps.push((next, event));
            go(after, following, server, steps, see);
            steps.pop();
        }
    }
    let (decision, next) = Decision::start(first);
    go(decision, next, server, &mut Vec::new(), see);
}

const fn is_statement(next: Action) -> bool {
    matches!(
        next,
        Action::Read | Action::ReadCurrent | Action::Update | Action::Insert
    )
}

/// Returns the end that a call must have, computed from its statements alone.
fn expected_end(steps: &[Step]) -> Action {
    let (last, before) = steps.split_last().unwrap();
    let previous = before.last();
    match last {
        (Action::Insert, Event::Row) => Action::Created,
        (_, Event::Row) => Action::Found,
        (_, Event::Lost | Event::Unfound) => Action::NotVisible,
        _ if previous == Some(&(Action::Insert, Event::Conflict { named: false })) => {
            Action::OtherKey
        }
        _ => Action::NotVisible,
    }
}

#[test]
fn every_sequence_of_outcomes_ends_as_it_must() {
    for server in [Server::Returning, Server::Reading] {
        for first in [Start::Read, Start::Update, Start::Insert] {
            let mut ways = 0;
            walk(first, server, &mut |steps, end| {
                ways += 1;
                assert_eq!(end, expected_end(steps), "{steps:?}");
            });
            assert!(ways > 2 * usize::from(MAX_ATTEMPTS), "{ways}");
        }
    }
}

#[test]
fn each_attempt_inserts_once_and_the_last_look_is_not_an_insert() {
    for server in [Server::Returning, Server::Reading] {
        for first in [Start::Read, Start::Update, Start::Insert] {
            walk(first, server, &mut |steps, end| {
                let inserts = steps.iter().filter(|(next, _)| *next == Action::Insert);
                let inserts = inserts.count();
                assert!(inserts <= usize::from(MAX_ATTEMPTS), "{steps:?}");
                let looks = steps
                    .iter()
                    .filter(|(next, _)| matches!(next, Action::Read | Action::Update));
                let looks = looks.count();
                assert!(looks <= usize::from(MAX_ATTEMPTS) * 2 + 1, "{steps:?}");
                let unfound = steps.iter().filter(|(_, event)| *event == Event::Unfound);
                if end == Action::NotVisible && unfound.count() < 2 {
                    assert!(looks >= usize::from(MAX_ATTEMPTS), "{steps:?}");
                    let last = steps.last().map(|(next, _)| *next);
                    assert_ne!(last, Some(Action::Insert), "{steps:?}");
                }
            });
        }
    }
}

#[test]
fn what_is_there_costs_one_statement_where_the_server_returns_it() {
    walk(Start::Read, Server::Returning, &mut |steps, end| {
        if steps[0].1 == Event::Row {
            assert_eq!((steps.len(), end), (1, Action::Found));
        }
    });
    walk(Start::Update, Server::Returning, &mut |steps, end| {
        if steps[0].1 == Event::Row {
            assert_eq!((steps.len(), end), (1, Action::Found));
        }
    });
}

#[test]
fn an_insert_that_ran_into_a_row_is_followed_by_a_look_at_what_is_committed() {
    walk(Start::Read, Server::Reading, &mut |steps, _| {
        for pair in steps.windows(2) {
            if matches!(pair[0].1, Event::Conflict { .. }) {
                assert_eq!(pair[1].0, Action::ReadCurrent);
            }
        }
    });
    walk(Start::Update, Server::Reading, &mut |steps, _| {
        for pair in steps.windows(2) {
            if matches!(pair[0].1, Event::Conflict { .. }) {
                assert_eq!(pair[1].0, Action::Update);
            }
        }
    });
}

#[test]
fn pauses_begin_with_the_third_attempt() {
    let (mut decision, mut next) = Decision::start(Start::Read);
    let mut pauses = Vec::new();
    while is_statement(next) {
        if next == Action::Read {
            pauses.push(decision.pause());
        } else {
            assert_eq!(decision.pause(), 0);
        }
        next = decision.after(Event::Nothing);
    }
    assert_eq!(pauses, [0, 0, 1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn no_more_than_two_rows_are_stored_that_the_key_may_not_find() {
    for first in [Start::Read, Start::Update, Start::Insert] {
        walk(first, Server::Reading, &mut |steps, end| {
            let unfound = steps
                .iter()
                .filter(|(_, event)| *event == Event::Unfound)
                .count();
            assert!(unfound <= 2, "{steps:?}");
            assert!(unfound < 2 || end == Action::NotVisible, "{steps:?}");
        });
    }
}
