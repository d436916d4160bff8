//! The models, with what they declare.

use diesel::prelude::*;

use crate::schema::{user_details, users};

/// Somebody who signed up.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email), has_one(detail: UserDetail, key = user_details::user_id))]
pub struct User {
    /// The primary key.
    pub id: i64,
    /// Unique.
    pub email: String,
}

/// What the sign-up form and a background job fill in, each its own column.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable)]
#[diesel(table_name = user_details)]
pub struct UserDetail {
    /// The primary key.
    pub id: i64,
    /// Whose it is; unique.
    pub user_id: i64,
    /// Written by the sign-up request.
    pub onboarding_status: Option<String>,
    /// Written by the background job.
    pub welcome_mail: Option<String>,
}
