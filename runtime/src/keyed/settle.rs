//! The distinction of the row that a call wrote from one that another session replaced it by: pure.
//!
//! In autocommit mode another session may delete the row, and create it anew, between the write and
//! whatever is asked after it.

use std::fmt::Write;

use super::columns::KeyColumns;
use super::outcome::WriteOutcome;
use super::relation::{Relation, numbered_column};
use crate::catalog::Backend;

/// The identity of the row that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ours {
    /// The number that the server gave it, in this column: the value of `LAST_INSERT_ID()`.
    Numbered(&'static str),
    /// The number that the update met, in this column: what the session remembers.
    Remembered(&'static str),
    /// The key as it is stored, in the form that [`Dialect::push_shown`](crate::dialect::Dialect) renders.
    Stored(String),
    /// Nothing: the server does not return the row and has not numbered it.
    Unknown,
}

impl Ours {
    /// Returns the identity of a row that an insert does not return. `says` answers if the SQL of
    /// the insert contains a word: the server does not report a number that the insert gives
    /// itself.
    pub(super) fn of_insert<R: Relation>(backend: Backend, says: impl Fn(&str) -> bool) -> Self {
        match number_outside_key::<R>(backend) {
            Some(column) if !says(&format!("`{column}`")) && !says(LAST_INSERT_ID) => {
                Self::Numbered(column)
            }
            _ => Self::Unknown,
        }
    }

    /// Returns the identity of a row that an update does not return.
    pub(super) fn of_update<R: Relation>(backend: Backend, says: impl Fn(&str) -> bool) -> Self {
        match number_outside_key::<R>(backend) {
            Some(column) if !says(&format!("`{column}`")) => Self::Remembered(column),
            _ => Self::Unknown,
        }
    }
}

/// The statement before an insert that resets the last id, so that the session reports no other one
/// afterwards.
pub(super) const FORGET_LAST_ID: &str = "DO LAST_INSERT_ID(0)";
/// The function; values that call it must find the id from before.
const LAST_INSERT_ID: &str = "last_insert_id";

fn number_outside_key<R: Relation>(backend: Backend) -> Option<&'static str> {
    numbered_column::<R>(backend).filter(|column| !R::Columns::NAMES.contains(column))
}

/// Returns the outcome of an insert, after the row with the key was read: `returned` is the row
/// that the insert returned. `None`: the server has to say if the row is stored elsewhere.
pub(super) fn of_insert<T>(
    ours: &Ours,
    found: Option<(Option<String>, T)>,
    returned: Option<T>,
) -> Option<WriteOutcome<T>> {
    match found {
        Some((None, row)) => Some(WriteOutcome::Row(returned.unwrap_or(row))),
        Some((Some(_), _)) => Some(WriteOutcome::Lost),
        None if *ours == Ours::Unknown => Some(WriteOutcome::Unfound),
        None => None,
    }
}

/// Returns the outcome after the server has said if the row is stored elsewhere; `None`: it has not
/// numbered it.
pub(super) fn of_vanished<T>(ours: Ours, is_elsewhere: Option<bool>) -> WriteOutcome<T> {
    match (is_elsewhere, ours) {
        (None, _) => WriteOutcome::Unfound,
        (Some(false), _) => WriteOutcome::Lost,
        (Some(true), Ours::Stored(stored)) => WriteOutcome::WrongRow(Some(shown(&stored))),
        (Some(true), _) => WriteOutcome::WrongRow(None),
    }
}

/// Returns the outcome of an update, after the row with the key was read.
pub(super) fn of_update<T>(found: Option<(Option<String>, T)>) -> WriteOutcome<T> {
    match found {
        Some((None, row)) => WriteOutcome::Row(row),
        Some((Some(_), _)) | None => WriteOutcome::Lost,
    }
}

/// A value of a key as MySQL or MariaDB stores it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum StoredValue {
    Text(String),
    Bytes(Vec<u8>),
}

/// Returns the values of a key, each hexadecimal, with commas between them.
pub(super) fn stored_values(stored: &str) -> Vec<StoredValue> {
    let values = stored.split(',').map(|value| {
        let digits = value.as_bytes().chunks_exact(2);
        let bytes = digits.filter_map(|pair| {
            let pair = std::str::from_utf8(pair).ok()?;
            u8::from_str_radix(pair, 16).ok()
        });
        match String::from_utf8(bytes.collect()) {
            Ok(text) => StoredValue::Text(text),
            Err(error) => StoredValue::Bytes(error.into_bytes()),
        }
    });
    values.collect()
}

/// Returns the values of a key as a text to be read.
pub(super) fn shown(stored: &str) -> String {
    let values = stored_values(stored).into_iter().map(|value| match value {
        StoredValue::Text(text) => text,
        StoredValue::Bytes(bytes) => bytes.iter().fold("0x".to_owned(), |mut text, byte| {
            // Writing to a `String` never fails.
            let _ = write!(text, "{byte:02x}");
            text
        }),
    });
    values.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::{Ours, StoredValue, of_insert, of_update, of_vanished, shown, stored_values};
    use crate::keyed::outcome::WriteOutcome;

    const NUMBER: Ours = Ours::Numbered("id");

    #[test]
    fn row_of_another_session_is_a_lost_race() {
        let theirs = Some((Some(String::new()), "theirs"));
        assert_eq!(
            of_insert(&NUMBER, theirs.clone(), None),
            Some(WriteOutcome::Lost)
        );
        assert_eq!(of_update(theirs), WriteOutcome::Lost);
        assert_eq!(of_update::<&str>(None), WriteOutcome::Lost);
    }

    #[test]
    fn row_that_the_insert_returned_is_taken() {
        let found = Some((None, "changed since"));
        let ours = Some(WriteOutcome::Row("ours"));
        assert_eq!(of_insert(&NUMBER, found.clone(), Some("ours")), ours);
        let read = Some(WriteOutcome::Row("changed since"));
        assert_eq!(of_insert(&NUMBER, found, None), read);
    }

    #[test]
    fn server_is_asked_where_a_row_is_that_its_key_does_not_find() {
        assert_eq!(of_insert::<&str>(&NUMBER, None, None), None);
        let unfound = Some(WriteOutcome::Unfound);
        assert_eq!(of_insert::<&str>(&Ours::Unknown, None, None), unfound);
        assert_eq!(of_vanished::<&str>(NUMBER, None), WriteOutcome::Unfound);
        assert_eq!(of_vanished::<&str>(NUMBER, Some(false)), WriteOutcome::Lost);
        assert_eq!(
            of_vanished::<&str>(NUMBER, Some(true)),
            WriteOutcome::WrongRow(None)
        );
        let stored = Ours::Stored("61,37".to_owned());
        let wrong = WriteOutcome::WrongRow(Some("a, 7".to_owned()));
        assert_eq!(of_vanished::<&str>(stored, Some(true)), wrong);
    }

    #[test]
    fn keys_are_hexadecimal() {
        let values = [
            StoredValue::Text("a,b".into()),
            StoredValue::Bytes(vec![255]),
        ];
        assert_eq!(stored_values("612C62,FF"), values);
        assert_eq!(shown("612C62,FF,"), "a,b, 0xff, ");
    }
}
