//! Key columns that are among the values already: found before anything is sent.
//!
//! Diesel renders values only as a whole, so the plain insert of the values is rendered and read:
//! its columns by name, the bound value of a key column by its `Debug` text. Most values hold no key,
//! so their SQL is looked through for its name first. Values that look the
//! same but are stored differently pass; the server's comparison of the row stored reports them.

mod rendered;

use std::fmt::{self, Write};

use diesel::backend::Backend as DieselBackend;
use diesel::debug_query;
use diesel::query_builder::{InsertStatement, QueryFragment};
use diesel::{Insertable, associations::HasTable};

use super::columns::{BindKey, ColumnSet, KeyColumns};
use super::nodes::Delete;
use super::relation::Relation;
use super::values::{Creates, NoValues, Values};
use crate::dialect::Dialect;
use crate::error::Error;

pub(crate) use rendered::{Assignments, row_of_insert};
use rendered::{binds, innermost};

/// Values that can say which key columns they give.
pub trait GivesKey<R: Relation, DB: DieselBackend>: Creates<R> {
    /// Returns the key columns among the values.
    ///
    /// # Errors
    ///
    /// [`Error::KeyMismatch`] when one of them has another value than one of the keys, or none that
    /// can be known before the insert (an SQL expression, `DEFAULT`).
    fn given_key(&self, keys: &[R::Key]) -> Result<ColumnSet, Error>;
}

impl<R, DB> GivesKey<R, DB> for NoValues
where
    R: Relation,
    DB: DieselBackend,
    Self: Creates<R>,
{
    fn given_key(&self, _: &[R::Key]) -> Result<ColumnSet, Error> {
        Ok(ColumnSet::default())
    }
}

impl<R, V, DB> GivesKey<R, DB> for Values<V>
where
    R: Relation,
    DB: Dialect,
    V: Insertable<R::Table> + Clone,
    Self: Creates<R>,
    InsertStatement<R::Table, V::Values>: QueryFragment<DB>,
    Delete<R>: QueryFragment<DB>,
    R::Key: BindKey<R::Columns, DB>,
{
    fn given_key(&self, keys: &[R::Key]) -> Result<ColumnSet, Error> {
        let insert = self.0.clone().insert_into(R::Table::table());
        match sql_of::<DB>(&insert) {
            Some(sql) if may_name_key::<R>(&sql) => {
                key_columns::<R, DB>(&insert, &Assignments::of_insert(DB::BACKEND, &sql), keys)
            }
            // What cannot be rendered fails where it is sent.
            _ => Ok(ColumnSet::default()),
        }
    }
}

/// Returns whether a key column is among the values.
#[cfg(feature = "postgres")]
pub(crate) fn gives_key<R, DB, V>(values: &V) -> bool
where
    R: Relation,
    DB: Dialect,
    V: Insertable<R::Table> + Clone,
    InsertStatement<R::Table, V::Values>: QueryFragment<DB>,
{
    let insert = values.clone().insert_into(R::Table::table());
    let Some(sql) = sql_of::<DB>(&insert) else {
        return false;
    };
    may_name_key::<R>(&sql) && {
        let assignments = Assignments::of_insert(DB::BACKEND, &sql);
        R::Columns::NAMES
            .iter()
            .any(|name| assignments.assigns(name))
    }
}

/// Returns the number of values that a fragment binds, at most.
pub(super) fn count_binds<DB: Dialect>(fragment: &impl QueryFragment<DB>) -> usize {
    let sql = sql_of::<DB>(fragment).unwrap_or_default();
    sql.matches(['?', '$']).count()
}

/// Returns whether a key column may be among those in the SQL.
pub(super) fn may_name_key<R: Relation>(sql: &str) -> bool {
    let may_name = |name: &&str| sql.contains(*name) || name.contains(['"', '`']);
    R::Columns::NAMES.iter().any(may_name)
}

/// Returns the SQL of a fragment, if it can be rendered; its binds are not.
pub(crate) fn sql_of<DB: Dialect>(fragment: &impl QueryFragment<DB>) -> Option<String> {
    let mut rendered = UpToBinds::default();
    let whole = write!(rendered, "{}", debug_query::<DB, _>(fragment)).is_ok();
    (whole || rendered.is_complete).then_some(rendered.sql)
}

/// Takes what a debug query writes, and ends it at its binds.
#[derive(Default)]
struct UpToBinds {
    sql: String,
    is_complete: bool,
}

impl Write for UpToBinds {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        if part == " -- binds: " {
            self.is_complete = true;
            return Err(fmt::Error);
        }
        self.sql.push_str(part);
        Ok(())
    }
}

/// Returns a key as a text for an error.
pub(super) fn show_key<R, DB>(key: &R::Key) -> String
where
    R: Relation,
    DB: Dialect,
    Delete<R>: QueryFragment<DB>,
{
    key_texts::<R, DB>(key).join(", ")
}

/// Returns the `Debug` texts of the values of a key.
pub(super) fn key_texts<R, DB>(key: &R::Key) -> Vec<String>
where
    R: Relation,
    DB: Dialect,
    Delete<R>: QueryFragment<DB>,
{
    let key = Delete::<R>::new(key.clone());
    let values = binds(&format!("{:#?}", debug_query::<DB, _>(&key)));
    let without_comma = |value: String| value.trim_end_matches(',').to_owned();
    values.into_iter().map(without_comma).collect()
}

/// Returns the key columns among the assignments of a fragment; an error if one has another value
/// than one of the keys.
pub(super) fn key_columns<R, DB>(
    fragment: &impl QueryFragment<DB>,
    assignments: &Assignments,
    keys: &[R::Key],
) -> Result<ColumnSet, Error>
where
    R: Relation,
    DB: Dialect,
    Delete<R>: QueryFragment<DB>,
{
    let columns = R::Columns::NAMES.iter().enumerate();
    let given: Vec<_> = columns
        .filter_map(|(position, name)| Some((position, *name, assignments.of(name)?)))
        .collect();
    if given.is_empty() {
        return Ok(ColumnSet::default());
    }
    let values = format!("{:#?}", debug_query::<DB, _>(fragment));
    let values = binds(&values);
    for key in keys {
        let key = Delete::<R>::new(key.clone());
        let key = format!("{:#?}", debug_query::<DB, _>(&key));
        let key = binds(&key);
        let differs = given.iter().find(|(position, _, value)| {
            let value = value.bind.and_then(|bind| values.get(bind));
            let value = value.map(|text| innermost(text));
            value.is_none() || value != key.get(*position).map(|text| innermost(text))
        });
        if let Some((_, column, _)) = differs {
            return Err(Error::KeyMismatch {
                table: R::TABLE,
                column,
            });
        }
    }
    let positions = given.iter().map(|(position, ..)| *position);
    Ok(positions.fold(ColumnSet::default(), ColumnSet::with))
}
