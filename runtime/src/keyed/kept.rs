//! The refusal of keys that the server would not keep as they come, as far as the catalog says,
//! before a row is written.

use std::any::Any;

use diesel::query_builder::QueryFragment;

use super::columns::{KeyColumns, KeyValues};
use super::given_key::key_texts;
use super::nodes::Delete;
use super::relation::{Relation, numbered_column};
use crate::catalog::{Backend, Column};
use crate::dialect::Dialect;
use crate::error::Error;

/// Refuses keys of which one would be stored as another.
///
/// # Errors
///
/// [`Error::UnstorableKey`].
pub(crate) fn refuse_unstorable<R, DB>(keys: &[R::Key]) -> Result<(), Error>
where
    R: Relation,
    DB: Dialect,
    Delete<R>: QueryFragment<DB>,
{
    for (position, name) in R::Columns::NAMES.iter().enumerate() {
        let Some(column) = column::<R>(DB::BACKEND, name) else {
            continue;
        };
        let is_numbered = numbered_column::<R>(DB::BACKEND) == Some(*name);
        let limits = ValueLimits::of(DB::BACKEND, column.sql_type, is_numbered);
        if !limits.any() {
            continue;
        }
        for key in keys {
            let why = key.value(position).and_then(|value| limits.why(value));
            let why = why.or_else(|| {
                let most = limits.fraction?;
                let text = key_texts::<R, DB>(key).into_iter().nth(position)?;
                (digits_after_point(&text)? > most)
                    .then_some("has more digits after the point than")
            });
            if let Some(why) = why {
                let why = format!("{why} `{}`", column.sql_type);
                return Err(unstorable::<R>(name, why));
            }
        }
    }
    Ok(())
}

/// Refuses keys that are arrays in a call for many: an array of them is not an array of arrays.
///
/// # Errors
///
/// [`Error::UnstorableKey`].
pub(crate) fn refuse_arrays<R: Relation, DB: Dialect>() -> Result<(), Error> {
    let is_array = |name: &&&str| {
        column::<R>(DB::BACKEND, name).is_some_and(|column| column.sql_type.ends_with("[]"))
    };
    match R::Columns::NAMES.iter().find(is_array) {
        Some(name) if DB::BACKEND == Backend::Postgres => {
            let why =
                "is an array, and PostgreSQL has no array of arrays: call the accessor of one row";
            Err(unstorable::<R>(name, why.to_owned()))
        }
        _ => Ok(()),
    }
}

fn unstorable<R: Relation>(column: &'static str, why: String) -> Error {
    Error::UnstorableKey {
        table: R::TABLE,
        column,
        why,
    }
}

fn column<R: Relation>(backend: Backend, name: &str) -> Option<&'static Column<'static>> {
    let compiled = R::FACTS.iter().find(|known| known.backend == backend)?;
    let mut columns = compiled.table.columns.iter();
    columns.find(|column| column.name == name)
}

/// The limits of the values that a column keeps.
#[derive(Debug, Clone, Copy)]
struct ValueLimits {
    backend: Backend,
    /// The server numbers the rows in it, and replaces 0 by a number on MySQL and MariaDB.
    is_numbered: bool,
    /// The most characters or bytes that it takes.
    length: Option<usize>,
    /// True if a shorter value is filled up.
    is_filled: bool,
    /// The most digits after the point that it keeps.
    fraction: Option<usize>,
}

impl ValueLimits {
    fn of(backend: Backend, sql_type: &str, is_numbered: bool) -> Self {
        Self {
            backend,
            is_numbered,
            length: length_of(backend, sql_type),
            is_filled: backend == Backend::Mysql && sql_type.starts_with("binary("),
            fraction: fraction_of(backend, sql_type),
        }
    }

    fn any(self) -> bool {
        let by_value = match self.backend {
            Backend::Mysql => self.is_numbered,
            Backend::Sqlite => true,
            Backend::Postgres => false,
        };
        by_value || self.length.is_some() || self.fraction.is_some()
    }

    /// Returns the fault of a value of a type that is known here, in words that the column's type
    /// follows.
    fn why(self, value: &dyn Any) -> Option<&'static str> {
        if self.is_numbered && self.backend == Backend::Mysql && is_zero(value) {
            return Some("is 0, in place of which the server numbers the row, in a column of");
        }
        if self.backend == Backend::Sqlite && is_nan(value) {
            return Some("is not a number, in place of which SQLite stores NULL, in a column of");
        }
        let most = self.length?;
        let length = match value.downcast_ref::<String>() {
            // Blanks at the end do not matter to most collations, and are cut.
            Some(text) if self.backend == Backend::Mysql => {
                text.trim_end_matches(' ').chars().count()
            }
            Some(text) => text.chars().count(),
            None => value.downcast_ref::<Vec<u8>>()?.len(),
        };
        if length > most {
            return Some("is longer than");
        }
        (self.is_filled && length < most).then_some("is shorter, and would be filled up, than")
    }
}

fn is_nan(value: &dyn Any) -> bool {
    value
        .downcast_ref::<f64>()
        .is_some_and(|value| value.is_nan())
        || value
            .downcast_ref::<f32>()
            .is_some_and(|value| value.is_nan())
}

fn is_zero(value: &dyn Any) -> bool {
    macro_rules! is_zero_of {
        ($($integer:ty)+) => {
            $(value.downcast_ref::<$integer>() == Some(&0))||+
        };
    }
    is_zero_of!(i8 i16 i32 i64 u8 u16 u32 u64)
}

/// Returns the number of characters or bytes that a column of this type takes.
fn length_of(backend: Backend, sql_type: &str) -> Option<usize> {
    let (name, arguments) = sql_type.split_once('(')?;
    let takes_length = match backend {
        Backend::Postgres => matches!(name, "character varying" | "character"),
        Backend::Mysql => matches!(name, "varchar" | "char" | "varbinary" | "binary"),
        Backend::Sqlite => false,
    };
    let length = arguments.split(')').next()?;
    takes_length.then(|| length.parse().ok()).flatten()
}

/// Returns the number of digits after the point that a column of this type keeps, if it has a
/// limit.
fn fraction_of(backend: Backend, sql_type: &str) -> Option<usize> {
    let (name, arguments) = match sql_type.split_once('(') {
        Some((name, rest)) => (name, rest.split(')').next()),
        None => (sql_type, None),
    };
    match (backend, name) {
        (Backend::Mysql, "datetime" | "timestamp" | "time") => {
            Some(arguments.map_or(Some(0), |digits| digits.parse().ok())?)
        }
        (Backend::Postgres, "timestamp" | "time") => arguments?.parse().ok(),
        (Backend::Mysql, "decimal") | (Backend::Postgres, "numeric") => {
            let scale = arguments?.split_once(',').map_or("0", |(_, scale)| scale);
            scale.trim().parse().ok()
        }
        _ => None,
    }
}

/// Returns the number of digits after the point in the `Debug` text of a time or a decimal number,
/// without zeros at the end; `None` where the text is of another form.
fn digits_after_point(text: &str) -> Option<usize> {
    if let Some((_, rest)) = text.split_once("scale=") {
        let scale: usize = leading_digits(rest).parse().ok()?;
        let (_, digits) = rest.split_once("digits=[")?;
        let lowest = leading_digits(digits);
        if lowest.bytes().all(|digit| digit == b'0') {
            return None;
        }
        let zeros = lowest.len() - lowest.trim_end_matches('0').len();
        return Some(scale.saturating_sub(zeros));
    }
    let (before, after) = text.split_once('.')?;
    before
        .ends_with(|last: char| last.is_ascii_digit())
        .then(|| {
            // Diesel sends microseconds of a time, whatever it holds.
            let digits = leading_digits(after);
            let sent = &digits[..digits.len().min(6)];
            sent.trim_end_matches('0').len()
        })
}

fn leading_digits(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit());
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::{ValueLimits, digits_after_point, fraction_of, length_of};
    use crate::catalog::Backend;

    #[test]
    fn limits_are_read_from_the_type() {
        assert_eq!(length_of(Backend::Mysql, "varchar(20)"), Some(20));
        assert_eq!(
            length_of(Backend::Postgres, "character varying(5)"),
            Some(5)
        );
        assert_eq!(length_of(Backend::Postgres, "text"), None);
        assert_eq!(length_of(Backend::Sqlite, "varchar(20)"), None);
        assert_eq!(length_of(Backend::Mysql, "decimal(10,2)"), None);
        assert_eq!(fraction_of(Backend::Mysql, "datetime"), Some(0));
        assert_eq!(fraction_of(Backend::Mysql, "datetime(3)"), Some(3));
        let timestamp = "timestamp(0) without time zone";
        assert_eq!(fraction_of(Backend::Postgres, timestamp), Some(0));
        let timestamp = "timestamp without time zone";
        assert_eq!(fraction_of(Backend::Postgres, timestamp), None);
        assert_eq!(fraction_of(Backend::Postgres, "numeric(10,2)"), Some(2));
        assert_eq!(fraction_of(Backend::Mysql, "decimal(10)"), Some(0));
        assert_eq!(fraction_of(Backend::Postgres, "numeric"), None);
    }

    #[test]
    fn digits_are_counted_in_the_debug_text() {
        assert_eq!(digits_after_point("2026-01-01T00:00:00.250"), Some(2));
        assert_eq!(digits_after_point("2026-01-01T00:00:00"), None);
        assert_eq!(digits_after_point("2026-01-01T00:00:00.123456789"), Some(6));
        assert_eq!(digits_after_point("\"a.b\""), None);
        let decimal = "BigDecimal(sign=Plus, scale=3, digits=[1005])";
        assert_eq!(digits_after_point(decimal), Some(3));
        let decimal = "BigDecimal(sign=Plus, scale=3, digits=[1500])";
        assert_eq!(digits_after_point(decimal), Some(1));
    }

    #[test]
    fn values_that_do_not_fit_are_refused() {
        let why = |backend, sql_type, is_numbered, value: &dyn std::any::Any| {
            ValueLimits::of(backend, sql_type, is_numbered)
                .why(value)
                .is_some()
        };
        assert!(why(Backend::Mysql, "bigint", true, &0_i64));
        assert!(!why(Backend::Mysql, "bigint", true, &1_i64));
        assert!(!why(Backend::Mysql, "bigint", false, &0_i64));
        assert!(!why(Backend::Postgres, "bigint", true, &0_i64));
        assert!(why(Backend::Sqlite, "REAL", false, &f64::NAN));
        assert!(why(Backend::Mysql, "varchar(2)", false, &"äöü".to_owned()));
        assert!(!why(Backend::Mysql, "varchar(3)", false, &"äöü".to_owned()));
        assert!(!why(
            Backend::Mysql,
            "varchar(3)",
            false,
            &"äöü ".to_owned()
        ));
        assert!(why(Backend::Mysql, "binary(3)", false, &vec![1_u8]));
        assert!(!why(Backend::Mysql, "varbinary(3)", false, &vec![1_u8]));
    }
}
