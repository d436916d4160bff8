//! Creation with the parent in one statement, on PostgreSQL: data-modifying common table
//! expressions.
//!
//! ```sql
//! WITH
//!     "camshaft_0" AS (
//!         INSERT INTO "users" (..) VALUES (..) RETURNING row, "id" AS "camshaft_key_0_0"),
//!     "camshaft_0_0" AS (
//!         INSERT INTO "user_details" ("user_id", ..)
//!         VALUES ((SELECT "camshaft_key_0_0" FROM "camshaft_0"), ..)
//!         RETURNING ("user_id" = (SELECT "camshaft_key_0_0" FROM "camshaft_0")) IS TRUE
//!             AS "camshaft_asked_for", row)
//! SELECT "camshaft_0_0".*, "camshaft_0".*, CAST((SELECT ..) AS BOOLEAN)
//! FROM "camshaft_0" LEFT JOIN "camshaft_0_0" ON TRUE
//! ```
//!
//! The last column makes the statement fail when a trigger discarded a child, or gave it another
//! key: nothing is stored then. Of many parents, each has its own expressions, and a
//! `UNION ALL` puts the rows in their order.

use diesel::associations::HasTable;
use diesel::pg::Pg;
use diesel::query_builder::InsertStatement;
use diesel::{Insertable, Selectable};

use super::Parent;

mod children;
mod nodes;
mod refused;

pub(super) use children::ChildrenTogether;
pub(super) use nodes::{Erased, Families};
pub(super) use refused::of_failed_families;

/// The number of parents that one statement takes. Each value is a bind, of which a statement has
/// 65,535 at most: parents and children may have a thousand columns together.
pub(super) const PARENTS_A_STATEMENT: usize = 64;

/// Returns the parents, statement by statement.
pub(super) fn chunks<V>(mut parents: Vec<V>) -> impl Iterator<Item = Vec<V>> {
    std::iter::from_fn(move || {
        let rest = parents.split_off(parents.len().min(PARENTS_A_STATEMENT));
        let chunk = std::mem::replace(&mut parents, rest);
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// Returns the statement for these parents.
pub(super) fn families<P, V, C>(
    parents: Vec<V>,
    children: C,
) -> Families<P, InsertStatement<P::Table, V::Values>, C::Inserts>
where
    P: Parent,
    P::Row: Selectable<Pg>,
    V: Insertable<P::Table>,
    C: ChildrenTogether<P>,
{
    let inserts = parents
        .into_iter()
        .map(|values| values.insert_into(P::Table::table()));
    children.families(inserts.collect())
}
