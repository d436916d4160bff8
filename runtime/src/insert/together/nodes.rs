//! The statement as Diesel query nodes.

use std::marker::PhantomData;

use diesel::RunQueryDsl;
use diesel::Selectable;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;

use super::children::ChildFacts;
use super::refused::ChildRefusal;
use crate::insert::Parent;
use crate::insert::nodes::ParentSelection;
use crate::keyed::{KeyColumns, Place, Relation, push_equals, push_parents, push_predicate};

const ASKED_FOR: &str = r#""camshaft_asked_for""#;

/// `"camshaft_0_0" AS (INSERT .. RETURNING (key = parent's [AND (predicate)]) IS TRUE AS
/// "camshaft_asked_for", row)`
pub struct ChildInsert<R: Relation, I>
where
    R::Row: Selectable<Pg>,
{
    place: Place,
    insert: I,
    selection: <R::Row as Selectable<Pg>>::SelectExpression,
}

impl<R: Relation, I> ChildInsert<R, I>
where
    R::Row: Selectable<Pg>,
{
    pub(super) fn new(place: Place, insert: I) -> Self {
        Self {
            place,
            insert,
            selection: R::Row::construct_selection(),
        }
    }
}

impl<R, I> QueryFragment<Pg> for ChildInsert<R, I>
where
    R: Relation,
    R::Row: Selectable<Pg>,
    I: QueryFragment<Pg>,
    <R::Row as Selectable<Pg>>::SelectExpression: QueryFragment<Pg>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.place.push_rows(&mut out)?;
        out.push_sql(" AS (");
        self.insert.walk_ast(out.reborrow())?;
        out.push_sql(" RETURNING (");
        for (position, name) in R::Columns::NAMES.iter().enumerate() {
            if position > 0 {
                out.push_sql(" AND ");
            }
            out.push_identifier(name)?;
            push_equals::<R, Pg>(name, &mut out);
            self.place.push_parent_key(position, &mut out)?;
        }
        push_predicate::<R, Pg>(" AND ", &mut out);
        // A key that is NULL is not the one that was asked for.
        out.push_sql(") IS TRUE AS ");
        out.push_sql(ASKED_FOR);
        out.push_sql(", ");
        self.selection.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

impl<R: Relation, I> std::fmt::Debug for ChildInsert<R, I>
where
    R::Row: Selectable<Pg>,
{
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChildInsert")
            .field("relation", &R::NAME)
            .finish_non_exhaustive()
    }
}

/// Parents with their children, in one statement.
pub struct Families<P: Parent, I, C>
where
    P::Row: Selectable<Pg>,
{
    each: Vec<(I, C)>,
    children: &'static [ChildFacts],
    selection: ParentSelection<P, Pg>,
}

impl<P: Parent, I, C> Families<P, I, C>
where
    P::Row: Selectable<Pg>,
{
    /// Creates the plain inserts of the parents, each with those of its children.
    pub(super) fn new(families: Vec<(I, C)>, children: &'static [ChildFacts]) -> Self {
        Self {
            each: families,
            children,
            selection: P::Row::construct_selection(),
        }
    }

    fn places(
        &self,
        family: usize,
    ) -> impl Iterator<Item = (Place, &'static ChildFacts)> + use<P, I, C> {
        let children = self.children.iter().enumerate();
        children.map(move |(child, facts)| (Place { family, child }, facts))
    }

    /// Pushes `"camshaft_0" AS (INSERT .. RETURNING row, "id" AS "camshaft_key_0_0", ..)`.
    fn push_parent<'b>(
        &'b self,
        family: usize,
        insert: &'b I,
        out: &mut AstPass<'_, 'b, Pg>,
    ) -> QueryResult<()>
    where
        I: QueryFragment<Pg>,
        ParentSelection<P, Pg>: QueryFragment<Pg>,
    {
        push_parents(family, out)?;
        out.push_sql(" AS (");
        insert.walk_ast(out.reborrow())?;
        out.push_sql(" RETURNING ");
        self.selection.walk_ast(out.reborrow())?;
        for (place, facts) in self.places(family) {
            for (position, referenced) in facts.references.iter().enumerate() {
                out.push_sql(", ");
                out.push_identifier(referenced)?;
                out.push_sql(" AS ");
                place.push_key_name(position, out)?;
            }
        }
        out.push_sql(")");
        Ok(())
    }

    /// Pushes `SELECT child.*, parent.*, guards FROM parent LEFT JOIN child ON TRUE`.
    fn push_select(&self, family: usize, out: &mut AstPass<'_, '_, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        for (place, _) in self.places(family) {
            place.push_rows(out)?;
            out.push_sql(".*, ");
        }
        push_parents(family, out)?;
        out.push_sql(".*");
        for (place, _) in self.places(family) {
            push_guard(place, out)?;
        }
        out.push_sql(" FROM ");
        push_parents(family, out)?;
        for (place, _) in self.places(family) {
            // An inner join returns no row where a trigger discarded the child, so that the guard would not be
            // evaluated.
            out.push_sql(" LEFT JOIN ");
            place.push_rows(out)?;
            out.push_sql(" ON TRUE");
        }
        Ok(())
    }
}

/// Pushes a column whose cast fails unless the child is stored as it was asked for. Its text is not
/// known before the statement runs.
fn push_guard(place: Place, out: &mut AstPass<'_, '_, Pg>) -> QueryResult<()> {
    out.push_sql(", CAST((SELECT CASE WHEN count(*) = 0 THEN '");
    out.push_sql(&ChildRefusal::Nothing.text(place.child));
    out.push_sql("' WHEN bool_and(");
    out.push_sql(ASKED_FOR);
    out.push_sql(") THEN 'true' ELSE '");
    out.push_sql(&ChildRefusal::AnotherKey.text(place.child));
    out.push_sql("' END FROM ");
    place.push_rows(out)?;
    out.push_sql(") AS BOOLEAN)");
    Ok(())
}

impl<P, I, C> QueryFragment<Pg> for Families<P, I, C>
where
    P: Parent,
    P::Row: Selectable<Pg>,
    ParentSelection<P, Pg>: QueryFragment<Pg>,
    I: QueryFragment<Pg>,
    C: QueryFragment<Pg>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        // Its text depends on how many there are.
        if self.each.len() > 1 {
            out.unsafe_to_cache_prepared();
        }
        for (family, (parent, children)) in self.each.iter().enumerate() {
            out.push_sql(if family == 0 { "WITH " } else { ", " });
            self.push_parent(family, parent, &mut out)?;
            if !self.children.is_empty() {
                out.push_sql(", ");
                children.walk_ast(out.reborrow())?;
            }
        }
        for family in 0..self.each.len() {
            out.push_sql(if family == 0 { " " } else { " UNION ALL " });
            self.push_select(family, &mut out)?;
        }
        Ok(())
    }
}

impl<P: Parent, I, C> std::fmt::Debug for Families<P, I, C>
where
    P::Row: Selectable<Pg>,
{
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Families")
            .field("families", &self.each.len())
            .finish_non_exhaustive()
    }
}

/// A statement borrowed without its type, so that the values in it may borrow too.
pub struct Erased<'v, ST, F: ?Sized> {
    statement: &'v F,
    sql_type: PhantomData<fn() -> ST>,
}

impl<'v, ST, F: ?Sized> Erased<'v, ST, F> {
    /// Creates a statement that returns rows of this SQL type.
    pub(in crate::insert) const fn new(statement: &'v F) -> Self {
        Self {
            statement,
            sql_type: PhantomData,
        }
    }
}

/// The values may change the SQL, so the id is never static; Diesel caches by the SQL itself.
impl<ST, F: ?Sized> QueryId for Erased<'_, ST, F> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST, F: QueryFragment<Pg> + ?Sized> QueryFragment<Pg> for Erased<'_, ST, F> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.statement.walk_ast(out)
    }
}

impl<ST, F: ?Sized> Query for Erased<'_, ST, F> {
    type SqlType = ST;
}

impl<ST, F: ?Sized, C> RunQueryDsl<C> for Erased<'_, ST, F> {}

impl<ST, F: ?Sized> std::fmt::Debug for Erased<'_, ST, F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Erased").finish_non_exhaustive()
    }
}
