//! The findings in words: one line each, as similar to those of a compile error as possible.

use std::fmt::{self, Display, Formatter};

use super::difference::{ColumnFault, Difference, UniqueFault};
use crate::catalog::TableKind;

/// The remedy for a change that no single statement takes back.
const AGAIN: &str =
    "run the migrations that are missing, or `camshaft print-catalog` and compile again";

/// The remedy for a setting.
const PREPARE: &str = "call `camshaft::sqlite::prepare` right after connecting";

impl Display for Difference {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCatalog { backend } => write!(
                f,
                "the compiled catalog has no section for {backend}; \
                 help: run `camshaft print-catalog` with the URL of such a database"
            ),
            Self::NotCompiled { table } => write!(
                f,
                "the compiled catalog has no table `{table}`; help: name one that it has"
            ),
            Self::Table { table, found, .. } => match found {
                None => write!(f, "no table `{table}`; help: {AGAIN}"),
                Some(kind) => write!(
                    f,
                    "`{table}` is {}, which no unique index is on; help: {AGAIN}",
                    kind_in_words(*kind)
                ),
            },
            Self::Inherited { table } => write!(
                f,
                "other tables inherit from `{table}`, and no unique index reaches their rows; \
                 help: make them partitions, or tables of their own"
            ),
            Self::Rules { table } => write!(
                f,
                "`{table}` has rules for `INSERT` or `UPDATE`, beside which `ON CONFLICT` is refused; \
                 help: make triggers of the rules"
            ),
            Self::Column {
                table,
                column,
                fault,
            } => write!(f, "{}; help: {AGAIN}", OfColumn(table, column, fault)),
            Self::Unique {
                table,
                columns,
                index,
                fault,
                remedy,
            } => {
                let columns = columns.join(", ");
                let index = match index {
                    Some(name) => format!("`{name}`"),
                    None => "the primary key".to_owned(),
                };
                match fault {
                    UniqueFault::Renamed { found } => write!(
                        f,
                        "the unique index {index} on `{table} ({columns})` is `{found}` now: its violations are not recognized"
                    )?,
                    _ => write!(
                        f,
                        "no unique index on `{table} ({columns})`: {index} {fault}"
                    )?,
                }
                write!(f, "; help: {remedy}")
            }
            Self::ForeignKey {
                table,
                columns,
                expected,
                found,
                remedy,
            } => {
                let columns = columns.join(", ");
                write!(
                    f,
                    "a missing parent of `{table} ({columns})` is not reported: "
                )?;
                match found {
                    None => write!(f, "`{expected}` is gone")?,
                    Some(found) => write!(f, "`{expected}` is `{found}` now")?,
                }
                write!(f, "; help: {remedy}")
            }
            Self::ForeignKeysOff => write!(
                f,
                "`foreign_keys` is off on this connection: a row can be created without its parent; \
                 help: {PREPARE}"
            ),
            Self::NoBusyTimeout => write!(
                f,
                "`busy_timeout` is 0 on this connection: two writers at once are an error; \
                 help: {PREPARE}"
            ),
        }
    }
}

/// The sentence about a column.
struct OfColumn<'d>(&'d str, &'d str, &'d ColumnFault);

impl Display for OfColumn<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(table, column, fault) = self;
        match fault {
            ColumnFault::Missing { found } => {
                write!(f, "no column `{table}.{column}`")?;
                match found {
                    Some(found) => write!(f, ": its unique index is on `{found}`"),
                    None => Ok(()),
                }
            }
            ColumnFault::Required => write!(
                f,
                "`{table}.{column}` is `NOT NULL` without a default: a key alone creates no row"
            ),
            ColumnFault::Generated => write!(
                f,
                "`{table}.{column}` is computed by the database: no row can be created with a given key"
            ),
            ColumnFault::Type { expected, found } => write!(
                f,
                "`{table}.{column}` is `{found}`, not `{expected}`: its values are compared otherwise"
            ),
        }
    }
}

impl Display for UniqueFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is gone"),
            Self::NotUnique => f.write_str("is not unique"),
            Self::Invalid => {
                f.write_str("is INVALID: its `CREATE INDEX CONCURRENTLY` did not finish")
            }
            Self::Invisible => f.write_str("is invisible or ignored: queries do not use it"),
            Self::Deferrable { .. } => f.write_str("is deferrable: `ON CONFLICT` cannot use it"),
            Self::Keys { expected, found } => write!(f, "is on ({found}), not on ({expected})"),
            Self::Collation { .. } => f.write_str("compares by another collation than its column"),
            Self::Predicate {
                expected: None,
                found: Some(found),
            } => write!(f, "is unique only where `{found}`"),
            Self::Predicate {
                expected: Some(expected),
                found: Some(found),
            } => write!(f, "is unique only where `{found}`, not where `{expected}`"),
            Self::Predicate { expected, .. } => write!(
                f,
                "is unique without a predicate, not only where `{}`",
                expected.as_deref().unwrap_or_default()
            ),
            Self::StaleCollation {
                collation,
                recorded,
                actual,
            } => {
                let collation = collation.as_deref().unwrap_or("the database's collation");
                write!(
                    f,
                    "is in the order of version {recorded} of {collation}, which is {actual} now: it may miss rows"
                )
            }
            Self::HiddenOperators { schema } => write!(
                f,
                "compares by operators in the schema `{schema}`, which the `search_path` does not have: queries compare as text"
            ),
            Self::NullsDistinct => f.write_str("takes more than one NULL"),
            Self::NullsNotDistinct => f.write_str("takes no more than one NULL"),
            Self::Renamed { found } => write!(f, "is `{found}` now"),
        }
    }
}

const fn kind_in_words(kind: TableKind) -> &'static str {
    match kind {
        TableKind::Table => "a table",
        TableKind::View => "a view",
        TableKind::MaterializedView => "a materialized view",
    }
}
