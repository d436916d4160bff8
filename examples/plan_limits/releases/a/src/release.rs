//! Release A, which runs everywhere at first.

#[allow(missing_docs, reason = "as `camshaft print-catalog` writes it")]
pub mod catalog;
pub mod models;
#[allow(missing_docs, unreachable_pub, reason = "as Diesel prints it")]
pub mod schema;

use diesel::prelude::*;

use models::{NewPlan, Plan};
use schema::plans;

/// One request: it creates a plan, reads it by its name, and answers with the limit.
///
/// # Errors
///
/// The errors of the database.
pub fn request(conn: &mut SqliteConnection, name: &str) -> QueryResult<i32> {
    diesel::insert_into(plans::table)
        .values(NewPlan { name, limits: 25 })
        .execute(conn)?;
    let plan: Plan = plans::table
        .filter(plans::name.eq(name))
        .select(Plan::as_select())
        .first(conn)?;
    Ok(plan.limits)
}
