//! The models with what they declare, and what requests bring.

use camshaft::FieldErrors;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::schema::{user_details, users};

/// A user who signed up.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, camshaft::Model, Serialize)]
#[diesel(table_name = users)]
#[camshaft(unique(email), has_one(detail: UserDetail, key = user_details::user_id), insert)]
pub struct User {
    /// The primary key.
    pub id: i64,
    /// The unique address.
    pub email: String,
    /// The name, as the user wrote it.
    pub name: String,
}

/// The progress of a user: one row for each.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, camshaft::Model, Serialize)]
#[diesel(table_name = user_details)]
#[camshaft(unique(user_id))]
pub struct UserDetail {
    /// The primary key.
    #[serde(skip)]
    pub id: i64,
    /// The user of the row; unique.
    pub user_id: i64,
    /// The last step; NULL before the first one.
    pub onboarding_status: Option<String>,
}

/// The body of `POST /users`. A missing field counts as an empty one, which is refused under its name.
#[derive(Debug, Clone, Default, Insertable, Deserialize)]
#[diesel(table_name = users)]
#[serde(default, deny_unknown_fields)]
pub struct NewUser {
    email: String,
    name: String,
}

impl NewUser {
    /// Normalizes the fields, and checks them.
    ///
    /// # Errors
    ///
    /// The faults of each field that show without the database.
    pub fn checked(self) -> Result<Self, FieldErrors> {
        let user = Self {
            email: self.email.trim().to_lowercase(),
            name: self.name.trim().to_owned(),
        };
        let mut errors = FieldErrors::new();
        if !is_storable(&user.email) || !user.email.contains('@') {
            errors.add("email", "is no address");
        }
        if !is_storable(&user.name) {
            errors.add("name", "is no name");
        }
        errors.into_result()?;
        Ok(user)
    }
}

/// The body of `PUT /users/{id}/detail`: the complete row, so that a missing field becomes NULL.
#[derive(Debug, Clone, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = user_details, treat_none_as_null = true)]
#[serde(deny_unknown_fields)]
pub struct DetailChanges {
    onboarding_status: Option<String>,
}

impl DetailChanges {
    /// Normalizes the fields, and checks them.
    ///
    /// # Errors
    ///
    /// As for [`NewUser::checked`].
    pub fn checked(self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        if self
            .onboarding_status
            .as_deref()
            .is_some_and(|status| !is_storable(status))
        {
            errors.add("onboarding_status", "is no status");
        }
        errors.into_result()?;
        Ok(self)
    }
}

/// Returns whether PostgreSQL can store and index a text: no NUL, and not too long.
fn is_storable(text: &str) -> bool {
    (1..=254).contains(&text.len()) && !text.contains(char::is_control)
}
