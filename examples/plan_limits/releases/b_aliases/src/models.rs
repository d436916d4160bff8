//! The models.

use diesel::prelude::*;

use super::schema::plans;

/// A plan that customers buy.
#[derive(Debug, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = plans)]
#[camshaft(unique(name), alias(limits as plan_limits))]
pub struct Plan {
    /// The primary key.
    pub id: i32,
    /// Unique.
    pub name: String,
    /// How many seats it has.
    pub limits: i32,
}

/// A plan to be created.
#[derive(Debug, Insertable)]
#[diesel(table_name = plans)]
pub struct NewPlan<'a> {
    /// Unique.
    pub name: &'a str,
    /// How many seats it has.
    pub limits: i32,
}
