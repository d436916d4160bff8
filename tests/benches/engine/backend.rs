//! The tables, models and catalog of the tests.

#[path = "../../fixtures/catalog.rs"]
mod catalog;
#[path = "../../fixtures/models.rs"]
pub(crate) mod models;
#[path = "../../fixtures/schema.rs"]
pub(crate) mod schema;
#[path = "../../fixtures/statements.rs"]
mod statements;

pub(crate) use statements::Statements;

use models::User;

/// A parent that was not read.
pub(crate) fn unread(id: i64) -> User {
    User {
        id,
        email: String::new(),
        code: String::new(),
        name: String::new(),
    }
}
