//! After: the index is there, and so is the proof.

pub(crate) mod catalog;
pub(crate) mod schema;

use diesel::prelude::*;

use schema::users;

/// Somebody who signed up.
#[derive(Debug, Clone, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email))]
pub(crate) struct User {
    /// The primary key.
    pub(crate) id: i64,
    /// Unique.
    pub(crate) email: String,
}
