//! Models without a fault, for cases about their use.
//! What is generated for them has docs of its own.

use diesel::prelude::*;

use crate::schema::{profiles, user_details, users};

/// A user.
#[derive(Debug, Queryable, Selectable, Identifiable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(
    unique(email),
    unique(index = users_lower_login_key, name = login_ci),
    has_one(detail: Detail, key = user_details::user_id),
    has_one(profile: Profile, key = profiles::user_id),
    insert,
)]
#[allow(missing_docs, reason = "the fields are the columns")]
pub struct User {
    pub id: i64,
    pub email: String,
}

/// A row whose key is enough to create it.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = user_details)]
#[allow(missing_docs, reason = "the fields are the columns")]
pub struct Detail {
    pub id: i64,
    pub status: Option<String>,
}

/// A row that needs a value.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = profiles)]
#[allow(missing_docs, reason = "the fields are the columns")]
pub struct Profile {
    pub id: i64,
    pub bio: String,
}
