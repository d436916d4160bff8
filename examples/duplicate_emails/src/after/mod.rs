//! After the incident: the index exists, and the catalog proves it.

pub(crate) mod catalog;
pub(crate) mod schema;

use diesel::prelude::*;

use schema::users;

/// A user who signed up.
#[derive(Debug, Clone, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email))]
pub(crate) struct User {
    /// The primary key.
    pub(crate) id: i64,
    /// The unique address.
    pub(crate) email: String,
}
