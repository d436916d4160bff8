//! Which keys come after a key, in the order of the server.

use super::sought::Sought;
use super::statement::Pieces;
use super::value::AnyValue;
use crate::catalog::Backend;

/// Pushes `(key, key2) > ($1, $2)`, in a form that the server finds in an index.
pub(super) fn push_after(
    pieces: &mut Pieces,
    sought: &Sought,
    keys: &[String],
    after: &[AnyValue],
    backend: Backend,
) {
    // MySQL reads the whole index for a comparison of rows, and NULLs are not compared at all.
    if sought.nulls_distinct && backend != Backend::Mysql {
        push_row(pieces, keys, after);
    } else {
        push_one_by_one(pieces, keys, after, backend);
    }
}

fn push_row(pieces: &mut Pieces, keys: &[String], after: &[AnyValue]) {
    pieces.push(&format!("({}) > (", keys.join(", ")));
    for (position, value) in after.iter().enumerate() {
        pieces.push(if position > 0 { ", " } else { "" });
        pieces.bind(value);
    }
    pieces.push(")");
}

/// The first part is greater, or it is the same and the second one is greater, and so on.
fn push_one_by_one(pieces: &mut Pieces, keys: &[String], after: &[AnyValue], backend: Backend) {
    pieces.push("(");
    for position in 0..keys.len() {
        pieces.push(if position > 0 { " OR (" } else { "(" });
        for (key, value) in keys.iter().zip(after).take(position) {
            push_same(pieces, key, value);
            pieces.push(" AND ");
        }
        if let Some(value) = after.get(position) {
            push_greater(pieces, &keys[position], value, backend);
        }
        pieces.push(")");
    }
    pieces.push(")");
}

fn push_same(pieces: &mut Pieces, key: &str, value: &AnyValue) {
    if value.is_null() {
        pieces.push(&format!("{key} IS NULL"));
    } else {
        pieces.push(&format!("{key} = "));
        pieces.bind(value);
    }
}

/// NULLs come last on PostgreSQL and first elsewhere.
fn push_greater(pieces: &mut Pieces, key: &str, value: &AnyValue, backend: Backend) {
    match (backend, value.is_null()) {
        (Backend::Postgres, true) => pieces.push("1 = 0"),
        (Backend::Postgres, false) => {
            pieces.push(&format!("({key} IS NULL OR {key} > "));
            pieces.bind(value);
            pieces.push(")");
        }
        (Backend::Mysql | Backend::Sqlite, true) => pieces.push(&format!("{key} IS NOT NULL")),
        (Backend::Mysql | Backend::Sqlite, false) => {
            pieces.push(&format!("{key} > "));
            pieces.bind(value);
        }
    }
}
