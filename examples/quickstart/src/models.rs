//! The models, with what they declare.

use diesel::prelude::*;

use crate::schema::{user_details, users};

/// A user who signed up.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email), has_one(detail: UserDetail, key = user_details::user_id))]
pub struct User {
    /// The primary key.
    pub id: i64,
    /// The unique address.
    pub email: String,
}

/// The detail of a user. The sign-up request and a background job each fill a column of their own.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable)]
#[diesel(table_name = user_details)]
pub struct UserDetail {
    /// The primary key.
    pub id: i64,
    /// The user of the row; unique.
    pub user_id: i64,
    /// The status that the sign-up request writes.
    pub onboarding_status: Option<String>,
    /// The mail that the background job writes.
    pub welcome_mail: Option<String>,
}
