//! Why the statement refused to store anything.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::children::ChildFacts;
use crate::error::Error;
use crate::keyed::of_failure;

/// The fate of a child that the database did not store as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChildRefusal {
    /// A trigger discarded it.
    Nothing,
    /// A trigger gave it another key, or its values put it outside of the index's predicate.
    AnotherKey,
}

impl ChildRefusal {
    const ALL: [Self; 2] = [Self::Nothing, Self::AnotherKey];

    const fn mark(self) -> &'static str {
        match self {
            Self::Nothing => "camshaft: no row of child ",
            Self::AnotherKey => "camshaft: another key in child ",
        }
    }

    /// Returns the text that the statement fails to cast: servers quote it in their error, in any
    /// language.
    pub(super) fn text(self, child: usize) -> String {
        format!("{}{child}.", self.mark())
    }

    /// Returns the refusal that a server's error quotes, and the number of its child.
    fn find(message: &str) -> Option<(Self, usize)> {
        Self::ALL.into_iter().find_map(|refusal| {
            let (_, rest) = message.split_once(refusal.mark())?;
            let (child, _) = rest.split_once('.')?;
            Some((refusal, child.parse().ok()?))
        })
    }
}

/// Returns the error of the statement.
pub(in crate::insert) fn of_failed_families(
    error: DieselError,
    children: &'static [ChildFacts],
) -> Error {
    let refused = match &error {
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, information) => {
            ChildRefusal::find(information.message())
        }
        _ => None,
    };
    let refused = refused.and_then(|(refusal, child)| Some((refusal, children.get(child)?.table)));
    match refused {
        Some((ChildRefusal::Nothing, table)) => Error::NotVisible { table, attempts: 1 },
        Some((ChildRefusal::AnotherKey, table)) => Error::WrongRow {
            table,
            columns: &[],
            key: None,
            stored: None,
        },
        None => of_failure::<diesel::pg::Pg>(error),
    }
}

#[cfg(test)]
mod tests {
    use super::ChildRefusal;

    #[test]
    fn refusals_are_found_in_any_language() {
        for (refusal, child) in [(ChildRefusal::Nothing, 0), (ChildRefusal::AnotherKey, 12)] {
            let text = refusal.text(child);
            let messages = [
                format!("invalid input syntax for type boolean: \"{text}\""),
                format!("ungültige Eingabesyntax für Typ boolean: „{text}“"),
            ];
            for message in messages {
                assert_eq!(ChildRefusal::find(&message), Some((refusal, child)));
            }
        }
        assert_eq!(
            ChildRefusal::find("invalid input syntax for type boolean: \"camshaft\""),
            None
        );
    }
}
