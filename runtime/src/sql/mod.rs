//! SQL that is put together at run time: for merges, and for what else looks at tables that no model knows.
//!
//! Names, literals, expressions, conditions and statements are types whose constructors quote. Only these can be
//! composed, by `sql!`, so that a text which somebody typed cannot become SQL by accident.
//!
//! SQL that somebody else wrote is split by [`tokens()`], which is used wherever a text is split or searched.

mod fragment;
mod lexis;
mod server;
#[cfg(test)]
mod tests;
mod tokens;

pub(crate) use fragment::{
    Condition, Expression, Fragment, Literal, Name, Statement, all_of, any_of, compose, list, part,
};
pub use lexis::{Backslashes, Lexis};
pub(crate) use server::{Rows, Sql, quote};
pub(crate) use tokens::Span;
pub use tokens::{Token, TokenKind, span, tokens, unquoted, without_parentheses};

/// Composes a fragment of other fragments, of numbers and of words of SQL.
macro_rules! sql {
    ($format:literal $(, $part:expr)* $(,)?) => {
        $crate::sql::compose(::std::format!($format $(, $crate::sql::part(&$part))*))
    };
}
pub(crate) use sql;
