//! The children of one statement.

use diesel::associations::HasTable;
use diesel::dsl::AsSelect;
use diesel::pg::Pg;
use diesel::query_builder::{InsertStatement, QueryFragment};
use diesel::sql_types::Bool;
use diesel::{Insertable, Selectable};

use super::nodes::{ChildInsert, Families};
use crate::catalog::{Backend, CompiledFacts};
use crate::insert::{Children, NewChild, Parent};
use crate::keyed::{
    HasOne, KeyColumns, ParentKeys, Place, Relation, SufficientFor, Values, gives_key,
};

/// The facts of a child's relation that the statement needs.
#[derive(Debug, Clone, Copy)]
pub struct ChildFacts {
    /// The table of the child.
    pub(super) table: &'static str,
    /// The columns of the parent that its key refers to.
    pub(super) references: &'static [&'static str],
}

/// A child that can be inserted in one statement with its parent.
pub trait ChildTogether<P: Parent> {
    /// The common table expression of the child.
    type Insert: QueryFragment<Pg>;
    /// The facts of its relation.
    const FACTS: ChildFacts;

    /// Returns whether the key that the parent is stored with is the child's, and no other may be:
    /// it is not when either may be NULL, and not when the values contain it.
    fn fits(&self) -> bool;
    /// Returns the insert.
    fn insert(self, place: Place) -> Self::Insert;
}

/// The plain insert of a child.
type Plain<R, W> = InsertStatement<
    <R as Relation>::Table,
    <(<<R as Relation>::Columns as ParentKeys>::Assignments, W) as Insertable<
        <R as Relation>::Table,
    >>::Values,
>;

impl<P, R, W> ChildTogether<P> for NewChild<R, W>
where
    P: Parent,
    R: HasOne<Parent = P::Row, Columns: ParentKeys>,
    R::Row: Selectable<Pg>,
    <R::Row as Selectable<Pg>>::SelectExpression: QueryFragment<Pg>,
    W: Insertable<R::Table> + Clone,
    Values<W>: SufficientFor<R>,
    InsertStatement<R::Table, W::Values>: QueryFragment<Pg>,
    (<R::Columns as ParentKeys>::Assignments, W): Insertable<R::Table>,
    Plain<R, W>: QueryFragment<Pg>,
{
    type Insert = ChildInsert<R, Plain<R, W>>;
    const FACTS: ChildFacts = ChildFacts {
        table: R::TABLE,
        references: R::REFERENCES,
    };

    fn fits(&self) -> bool {
        are_required(R::FACTS, R::Columns::NAMES)
            && are_required(P::FACTS, R::REFERENCES)
            && !gives_key::<R, Pg, W>(&self.values)
    }

    fn insert(self, place: Place) -> Self::Insert {
        let values = (R::Columns::assign_parent(place), self.values);
        ChildInsert::new(place, values.insert_into(R::Table::table()))
    }
}

/// Returns whether all of these columns are `NOT NULL`.
fn are_required(compiled: &[CompiledFacts], names: &[&str]) -> bool {
    let of_server = |it: &&CompiledFacts| it.backend == Backend::Postgres;
    let facts = compiled.iter().find(of_server);
    let columns = facts.map_or(&[][..], |it| it.table.columns);
    let is_required = |name: &&str| {
        columns
            .iter()
            .any(|column| column.name == *name && column.not_null)
    };
    names.iter().all(is_required)
}

/// Children that can be inserted in one statement with their parent.
pub trait ChildrenTogether<P: Parent>: Children<P::Row> + Clone {
    /// Their common table expressions.
    type Inserts: QueryFragment<Pg>;
    /// The SQL type of a row of the statement: theirs, each after whether it is the one asked for,
    /// then the parent's.
    type SqlType;
    /// The same, loaded.
    type Loaded;
    /// Their relations.
    const FACTS: &'static [ChildFacts];

    /// Returns whether each of them fits.
    fn fit(&self) -> bool;
    /// Returns the inserts of the children.
    fn inserts(self, family: usize) -> Self::Inserts;
    /// Returns the parent and the children of a row.
    fn output_of(loaded: Self::Loaded) -> Self::Output;

    /// Returns the statement.
    fn families<I>(self, parents: Vec<I>) -> Families<P, I, Self::Inserts>
    where
        P::Row: Selectable<Pg>,
    {
        let parents = parents.into_iter().enumerate();
        let families = parents.map(|(family, parent)| (parent, self.clone().inserts(family)));
        Families::new(families.collect(), Self::FACTS)
    }
}

impl<P: Parent> ChildrenTogether<P> for ()
where
    P::Row: Selectable<Pg>,
{
    type Inserts = ();
    type SqlType = AsSelect<P::Row, Pg>;
    type Loaded = P::Row;
    const FACTS: &'static [ChildFacts] = &[];

    fn fit(&self) -> bool {
        true
    }

    fn inserts(self, _: usize) {}

    fn output_of(parent: P::Row) -> P::Row {
        parent
    }
}

macro_rules! tuples {
    ($($(($relation:ident $values:ident $row:ident $position:tt)),+;)+) => {$(
        impl<P, $($relation, $values),+> ChildrenTogether<P> for ($(NewChild<$relation, $values>,)+)
        where
            P: Parent,
            P::Row: Selectable<Pg>,
            $(
                $relation: Relation<Row: Selectable<Pg>>,
                $values: Clone,
                NewChild<$relation, $values>: ChildTogether<P>,
            )+
        {
            type Inserts = ($(<NewChild<$relation, $values> as ChildTogether<P>>::Insert,)+);
            type SqlType = (
                $(Bool, AsSelect<$relation::Row, Pg>,)+
                AsSelect<P::Row, Pg>,
            );
            type Loaded = ($(bool, $relation::Row,)+ P::Row);
            const FACTS: &'static [ChildFacts] =
                &[$(<NewChild<$relation, $values> as ChildTogether<P>>::FACTS),+];

            fn fit(&self) -> bool {
                $(self.$position.fits())&&+
            }

            fn inserts(self, family: usize) -> Self::Inserts {
                ($(self.$position.insert(Place { family, child: $position }),)+)
            }

            fn output_of(($(_, $row,)+ parent): Self::Loaded) -> Self::Output {
                <Self as Children<P::Row>>::output(parent, ($($row,)+))
            }
        }
    )+};
}

tuples! {
    (R0 W0 a 0);
    (R0 W0 a 0), (R1 W1 b 1);
    (R0 W0 a 0), (R1 W1 b 1), (R2 W2 c 2);
    (R0 W0 a 0), (R1 W1 b 1), (R2 W2 c 2), (R3 W3 d 3);
}
