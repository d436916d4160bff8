//! Uniqueness that is declared but not proven yet: whether an index proves it by now.

use super::explain;
use super::find::{Target, has_exactly_columns, sole_expression};
use super::message::Message;
use crate::catalog::{Backend, CompiledFacts, Index, Table};
use crate::sql::{Lexis, without_parentheses};
use crate::text::same;

/// The declaration of a `unique(.., pending)`.
#[derive(Debug, Clone, Copy)]
pub struct Pending {
    /// Columns, predicate and backends; it names no index.
    pub target: Target,
    /// `expression = ".."`: the key, if it is an expression.
    pub expression: Option<&'static str>,
    /// `nulls_not_distinct`: NULLs are equal.
    pub nulls_not_distinct: bool,
}

/// Proves that the declaration is pending: some backend that it speaks of has no index for it.
///
/// An index that has a flaw does not count. Expressions and predicates are compared as texts, but
/// for the parentheses around them.
///
/// # Panics
///
/// At compile time, naming the index, when each backend has one.
#[track_caller]
pub const fn prove_pending(facts: &'static [CompiledFacts], pending: &Pending, declaration: &str) {
    let mut at = 0;
    let mut concerned = false;
    let mut first = None;
    while at < facts.len() {
        if pending.target.concerns(facts[at].backend) {
            concerned = true;
            match proving(facts[at].backend, &facts[at].table, pending) {
                None => return,
                Some(index) if first.is_none() => first = Some(index),
                Some(_) => {}
            }
        }
        at += 1;
    }
    let message = match first {
        Some(index) => no_longer_pending(index, pending, declaration),
        None if concerned => return,
        None => explain::no_backend(facts, declaration),
    };
    panic!("{}", message.as_str());
}

/// Returns whether an index of the table, whatever its other faults, says that NULLs are equal in
/// the key.
pub(crate) const fn is_nulls_not_distinct(
    backend: Backend,
    table: &Table<'_>,
    pending: &Pending,
) -> bool {
    let mut at = 0;
    while at < table.indexes.len() {
        let index = &table.indexes[at];
        if index.unique && index.nulls_not_distinct && is_about(backend, index, pending) {
            return true;
        }
        at += 1;
    }
    false
}

/// Returns the index that proves the declaration.
const fn proving<'a>(
    backend: Backend,
    table: &'a Table<'a>,
    pending: &Pending,
) -> Option<&'a Index<'a>> {
    let mut at = 0;
    while at < table.indexes.len() {
        let index = &table.indexes[at];
        let serves = index.unique && index.flaw(table).is_none();
        let nulls = index.nulls_not_distinct || !pending.nulls_not_distinct;
        if serves && nulls && is_about(backend, index, pending) {
            return Some(index);
        }
        at += 1;
    }
    None
}

/// Returns whether the keys and the predicate are those declared.
const fn is_about(backend: Backend, index: &Index<'_>, pending: &Pending) -> bool {
    let Target {
        columns, predicate, ..
    } = pending.target;
    is_index_on(backend, index, columns, pending.expression, predicate)
}

/// Returns whether an index is on exactly these columns or this expression, and has this predicate.
///
/// Texts are compared without the parentheses around them.
#[must_use]
pub const fn is_index_on(
    backend: Backend,
    index: &Index<'_>,
    columns: &[&str],
    expression: Option<&str>,
    predicate: Option<&str>,
) -> bool {
    let lexis = Lexis::of(backend);
    let keys = match (expression, sole_expression(index)) {
        (Some(wanted), Some(found)) => are_same(lexis, wanted, found),
        (None, None) => has_exactly_columns(index, columns),
        _ => false,
    };
    keys && match (predicate, index.predicate) {
        (Some(wanted), Some(found)) => are_same(lexis, wanted, found),
        (None, None) => true,
        _ => false,
    }
}

const fn are_same(lexis: Lexis, wanted: &str, found: &str) -> bool {
    let wanted = without_parentheses(lexis, wanted);
    same(wanted, without_parentheses(lexis, found))
}

/// Returns "the index proves it already: remove `pending`", and the other changes that it needs
/// then.
const fn no_longer_pending(index: &Index<'_>, pending: &Pending, declaration: &str) -> Message {
    let mut message = Message::new();
    message.push("the unique index exists: ");
    explain::push_index(&mut message, index);
    message.push(" proves what `");
    message.push(declaration);
    message.push("` declares");
    if let (Some(_), Some(name)) = (pending.expression, index.name) {
        message.help("declare the index instead: `unique(index = ");
        message.push(name);
        message.push(", name = ..)`");
        return message;
    }
    message.help("remove `pending`");
    if let (Some(wanted), Some(found), Some(name)) =
        (pending.target.predicate, index.predicate, index.name)
    {
        if !same(wanted, found) {
            message.push(", and put the name of the index in place of its predicate: `index = ");
            message.push(name);
            message.push("`");
        }
    }
    message
}

#[cfg(test)]
mod tests {
    use super::{Pending, is_nulls_not_distinct, proving};
    use crate::catalog::{Backend, Index, Key, Table, TableKind, Timing};
    use crate::proof::Target;

    const EMAIL: Index<'static> = Index {
        name: Some("users_email"),
        unique: true,
        keys: &[Key::column("email")],
        ..Index::PLAIN
    };

    fn holds(pending: &Pending, index: Index<'_>) -> (bool, bool) {
        let table = Table {
            schema: "public",
            name: "users",
            kind: TableKind::Table,
            without_rowid: false,
            inherited: false,
            rules: false,
            columns: &[],
            indexes: &[index],
            foreign_keys: &[],
        };
        (
            proving(Backend::Postgres, &table, pending).is_some(),
            is_nulls_not_distinct(Backend::Postgres, &table, pending),
        )
    }

    const BY_EMAIL: Pending = Pending {
        target: Target {
            columns: &["email"],
            index: None,
            predicate: None,
            on: &[],
        },
        expression: None,
        nulls_not_distinct: false,
    };

    #[test]
    fn an_index_proves_what_it_says_and_no_more() {
        assert_eq!(holds(&BY_EMAIL, EMAIL), (true, false));
        let plain = Index {
            unique: false,
            ..EMAIL
        };
        assert_eq!(holds(&BY_EMAIL, plain), (false, false));
        let deferred = Index {
            timing: Timing::Deferred,
            ..EMAIL
        };
        assert_eq!(holds(&BY_EMAIL, deferred), (false, false));
        let partial = Index {
            predicate: Some("(a IS NULL)"),
            ..EMAIL
        };
        assert_eq!(holds(&BY_EMAIL, partial), (false, false));
        let target = Target {
            predicate: Some("a IS NULL"),
            ..BY_EMAIL.target
        };
        assert_eq!(
            holds(&Pending { target, ..BY_EMAIL }, partial),
            (true, false)
        );
    }

    #[test]
    fn nulls_are_alike_where_the_index_says_so_even_if_it_is_invalid() {
        let are_equal = Index {
            nulls_not_distinct: true,
            ..EMAIL
        };
        let invalid = Index {
            valid: false,
            ..are_equal
        };
        let declared = Pending {
            nulls_not_distinct: true,
            ..BY_EMAIL
        };
        assert_eq!(holds(&declared, EMAIL), (false, false));
        assert_eq!(holds(&declared, are_equal), (true, true));
        assert_eq!(holds(&BY_EMAIL, invalid), (false, true));
    }

    #[test]
    fn an_expression_is_its_text() {
        let lower = Index {
            keys: &[Key::expression("lower(email)")],
            ..EMAIL
        };
        let pending = |expression| Pending {
            target: Target {
                columns: &[],
                ..BY_EMAIL.target
            },
            expression: Some(expression),
            ..BY_EMAIL
        };
        assert_eq!(holds(&pending("(lower(email))"), lower), (true, false));
        assert_eq!(holds(&pending("upper(email)"), lower), (false, false));
        assert_eq!(holds(&BY_EMAIL, lower), (false, false));
    }
}
