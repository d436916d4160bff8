//! Before the incident: the code checks that an address is free, and no index does.

pub(crate) mod catalog;
pub(crate) mod schema;

use diesel::prelude::*;

use schema::users;

/// A user who signed up. The catalog has no unique index on the address yet: `pending` announces one,
/// and is a compile error once it exists.
#[derive(Debug, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email, pending))]
#[expect(dead_code, reason = "its duplicates are searched for, no row is read")]
pub(crate) struct User {
    id: i64,
    email: String,
}
