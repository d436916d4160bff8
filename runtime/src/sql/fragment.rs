//! The kinds of SQL, and how they are composed.

use std::fmt;

/// A kind of SQL.
pub(crate) trait Fragment: fmt::Display + Sized {
    /// Makes a fragment of a text that was composed of others.
    fn of(text: String) -> Self;

    /// Returns the text, to be sent or shown.
    fn as_str(&self) -> &str;
}

/// Something that a fragment can be composed of.
pub(crate) trait Part: fmt::Display {}

/// Words of SQL in the source of the program: a text of a user has another lifetime.
impl Part for &'static str {}
impl Part for u64 {}
impl Part for usize {}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) struct $kind(String);

        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Fragment for $kind {
            fn of(text: String) -> Self {
                Self(text)
            }

            fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Part for $kind {}
    )* };
}

kinds! {
    /// The name of a table, a column or an alias, in quotes, with what it belongs to.
    Name,
    /// A constant.
    Literal,
    /// Something that has a value.
    Expression,
    /// Something that holds or does not.
    Condition,
    /// Something that can be sent, and a query also be read from.
    Statement,
}

impl Expression {
    /// Creates an expression as a user, or the server's catalog, wrote it.
    pub(crate) fn written(text: &str) -> Self {
        Self(format!("({text})"))
    }
}

impl Condition {
    /// Creates a condition as a user, or the server's catalog, wrote it.
    pub(crate) fn written(text: &str) -> Self {
        Self(format!("({text})"))
    }
}

impl From<Name> for Expression {
    fn from(name: Name) -> Self {
        Self(name.0)
    }
}

impl From<Literal> for Expression {
    fn from(literal: Literal) -> Self {
        Self(literal.0)
    }
}

/// Makes a fragment of composed text: the end of [`sql!`](super::sql).
pub(crate) fn compose<F: Fragment>(text: String) -> F {
    F::of(text)
}

/// Lets nothing but parts into a composition.
pub(crate) const fn part<P: Part>(part: &P) -> &P {
    part
}

/// Fragments with something between them.
pub(crate) fn list<F: Fragment, P: Part>(
    parts: impl IntoIterator<Item = P>,
    between: &'static str,
) -> F {
    let parts: Vec<String> = parts.into_iter().map(|it| it.to_string()).collect();
    F::of(parts.join(between))
}

/// Returns the condition that all of these hold; without any, it always holds.
pub(crate) fn all_of(conditions: impl IntoIterator<Item = Condition>) -> Condition {
    joined(conditions, " AND ", "1 = 1")
}

/// Returns the condition that one of these holds; without any, it never does.
pub(crate) fn any_of(conditions: impl IntoIterator<Item = Condition>) -> Condition {
    joined(conditions, " OR ", "1 = 0")
}

fn joined(
    conditions: impl IntoIterator<Item = Condition>,
    between: &'static str,
    without_any: &'static str,
) -> Condition {
    let conditions: Vec<String> = conditions
        .into_iter()
        .map(|it| format!("({})", it.0))
        .collect();
    match conditions.as_slice() {
        [] => Condition(without_any.to_owned()),
        _ => Condition(conditions.join(between)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::sql;

    #[test]
    fn fragments_are_composed_of_fragments() {
        let (name, one): (Name, Literal) = (sql!("{}", "a"), sql!("{}", 1_u64));
        let is_one: Condition = sql!("{} = {}", name, one);
        assert_eq!(is_one.as_str(), "a = 1");
        let both = all_of([is_one.clone(), any_of([is_one, any_of([])])]);
        assert_eq!(both.as_str(), "(a = 1) AND ((a = 1) OR (1 = 0))");
        assert_eq!(all_of([]).as_str(), "1 = 1");
        let listed: Expression = list([name.clone(), name], ", ");
        assert_eq!(listed.as_str(), "a, a");
    }
}
