//! The source of a key specification: a declaration of a model, or a table known at run time only.

use std::marker::PhantomData;

use diesel::sql_types::Untyped;

use super::key_spec::{KeyElement, KeySpec};
use super::member::Member;
use super::statement::Ids;
use crate::catalog::{Backend, CatalogFor, CompiledFacts, InCatalog};
use crate::keyed::HoldsOn;
use crate::proof::{Pending, is_nulls_not_distinct};

/// A `unique(.., pending)` of a model.
///
/// Implemented by `#[derive(camshaft::Model)]`.
pub trait Duplicated: 'static {
    /// The table.
    type Table: InCatalog;
    /// The SQL types of the primary key's columns, as a tuple.
    type IdTypes;
    /// The values of the primary key, as a tuple.
    type Ids: Send + 'static;
    /// The identity of a row: the value of its primary key, or a tuple where that has several.
    type Id: Send + 'static;

    /// The function, for events and messages: `User::duplicates_by_email`.
    const NAME: &'static str;
    /// The facts of the table.
    const FACTS: &'static [CompiledFacts];
    /// The columns of the primary key.
    const IDS: &'static [&'static str];
    /// The declaration.
    const PENDING: Pending;

    /// Returns the id.
    fn id(ids: Self::Ids) -> Self::Id;
}

/// A type that specifies the key whose duplicates are searched.
pub trait HasKeySpec: Send {
    /// Returns the description of the duplicates on a server.
    fn key_spec(&self, backend: Backend) -> KeySpec;
}

/// A type that specifies the key whose duplicates are searched, and the primary key of their rows.
pub trait Source: HasKeySpec {
    /// The SQL type of a row of a page.
    #[doc(hidden)]
    type SqlType: 'static;
    /// A row of a page.
    #[doc(hidden)]
    type Row: Send + 'static;
    /// The identity of a row of the table.
    type Id: Send + 'static;

    /// Returns the primary key.
    #[doc(hidden)]
    fn ids(&self) -> Ids;

    /// Returns a row of a page in two.
    #[doc(hidden)]
    fn split(row: Self::Row) -> (Self::Id, Member);
}

/// A source that holds on the backend of this [`marker`](crate::catalog::marker).
pub trait KeySpecOn<M> {}

/// A declaration as a source.
pub struct Of<D>(PhantomData<fn() -> D>);

impl<D> Of<D> {
    pub(super) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<D: Duplicated> std::fmt::Debug for Of<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(D::NAME)
    }
}

impl<D: Duplicated> HasKeySpec for Of<D> {
    fn key_spec(&self, backend: Backend) -> KeySpec {
        of_declaration(D::FACTS, &D::PENDING, backend)
    }
}

impl<D: Duplicated> Source for Of<D> {
    type SqlType = (D::IdTypes, Untyped);
    type Row = (D::Ids, Member);
    type Id = D::Id;

    fn ids(&self) -> Ids {
        Ids::Typed(D::IDS)
    }

    fn split((ids, member): Self::Row) -> (D::Id, Member) {
        (D::id(ids), member)
    }
}

#[diagnostic::do_not_recommend]
impl<D, M> KeySpecOn<M> for Of<D>
where
    D: Duplicated + HoldsOn<M>,
    D::Table: CatalogFor<M>,
{
}

fn of_declaration(facts: &[CompiledFacts], pending: &Pending, backend: Backend) -> KeySpec {
    let compiled = facts.iter().find(|compiled| compiled.backend == backend);
    let columns = pending.target.columns.iter();
    let mut keys: Vec<_> = columns
        .map(|name| KeyElement::Column((*name).to_owned()))
        .collect();
    keys.extend(
        pending
            .expression
            .map(|text| KeyElement::Expression(text.to_owned())),
    );
    let table = compiled.map(|compiled| &compiled.table);
    let schema = table.and_then(|table| backend.named_schema(table.schema));
    let are_nulls_equal = table.is_some_and(|table| is_nulls_not_distinct(backend, table, pending));
    KeySpec {
        schema: schema.map(str::to_owned),
        table: table.map_or_else(String::new, |table| table.name.to_owned()),
        keys,
        predicate: pending.target.predicate.map(str::to_owned),
        nulls_distinct: !pending.nulls_not_distinct && !are_nulls_equal,
    }
}

/// A table that is known at run time only, whose ids are texts.
#[derive(Debug, Clone)]
pub struct Named {
    key_spec: KeySpec,
    primary_key: Vec<String>,
}

impl Named {
    pub(super) const fn new(key_spec: KeySpec, primary_key: Vec<String>) -> Self {
        Self {
            key_spec,
            primary_key,
        }
    }
}

impl HasKeySpec for KeySpec {
    fn key_spec(&self, _: Backend) -> KeySpec {
        self.clone()
    }
}

impl HasKeySpec for Named {
    fn key_spec(&self, _: Backend) -> KeySpec {
        self.key_spec.clone()
    }
}

impl Source for Named {
    type SqlType = Untyped;
    type Row = Member;
    type Id = Vec<String>;

    fn ids(&self) -> Ids {
        Ids::Texts(self.primary_key.clone())
    }

    fn split(mut member: Member) -> (Vec<String>, Member) {
        (std::mem::take(&mut member.id), member)
    }
}

impl<M> KeySpecOn<M> for Named {}
impl<M> KeySpecOn<M> for KeySpec {}
