//! Before: the code looks whether an address is taken, and no index says so.

pub(crate) mod catalog;
pub(crate) mod schema;

use diesel::prelude::*;

use schema::users;

/// Somebody who signed up. The catalog has no unique index on the address yet: `pending` says that
/// it is meant to, and is a compile error once it has.
#[derive(Debug, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email, pending))]
#[expect(dead_code, reason = "its duplicates are sought, no row is read")]
pub(crate) struct User {
    id: i64,
    email: String,
}
