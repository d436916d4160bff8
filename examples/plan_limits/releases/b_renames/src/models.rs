//! The models.

use diesel::prelude::*;

use super::schema::plans;

/// A plan that customers buy.
#[derive(Debug, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = plans)]
#[camshaft(unique(name))]
pub struct Plan {
    /// The primary key.
    pub id: i32,
    /// The unique name.
    pub name: String,
    /// The number of seats.
    pub plan_limits: i32,
}

/// A plan to be created.
#[derive(Debug, Insertable)]
#[diesel(table_name = plans)]
pub struct NewPlan<'a> {
    /// The unique name.
    pub name: &'a str,
    /// The number of seats.
    pub plan_limits: i32,
}
