//! The parents and children to be inserted.

use std::fmt;
use std::marker::PhantomData;

use crate::keyed::Relation;

/// A parent's values and its children's: what the derive's `UserInsert` holds.
pub struct Insertion<P, V, C> {
    pub(super) values: V,
    pub(super) children: C,
    parent: PhantomData<fn() -> P>,
}

impl<P, V> Insertion<P, V, ()> {
    /// Creates a parent without children.
    pub const fn new(values: V) -> Self {
        Self {
            values,
            children: (),
            parent: PhantomData,
        }
    }
}

impl<P, V, C> Insertion<P, V, C> {
    /// Returns the insertion as that of a slice of one.
    pub(super) fn into_each(self) -> Insertion<P, Each<V>, C> {
        Insertion {
            values: Each(vec![self.values]),
            children: self.children,
            parent: PhantomData,
        }
    }

    /// Adds a child.
    pub fn with<R: Relation, W>(self, values: W) -> Insertion<P, V, C::Appended>
    where
        C: Append<NewChild<R, W>>,
    {
        Insertion {
            values: self.values,
            children: self.children.append(NewChild {
                values,
                relation: PhantomData,
            }),
            parent: PhantomData,
        }
    }
}

impl<P, V, C> fmt::Debug for Insertion<P, V, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Insertion").finish_non_exhaustive()
    }
}

/// The values of many parents.
#[derive(Debug, Clone)]
pub struct Each<V>(pub(super) Vec<V>);

impl<V> Each<V> {
    /// Creates the insertion of these values.
    pub fn of(values: impl IntoIterator<Item = V>) -> Self {
        Self(values.into_iter().collect())
    }
}

/// The values of a child, without its key.
pub struct NewChild<R, W> {
    pub(super) values: W,
    relation: PhantomData<fn() -> R>,
}

impl<R, W: Clone> Clone for NewChild<R, W> {
    fn clone(&self) -> Self {
        Self {
            values: self.values.clone(),
            relation: PhantomData,
        }
    }
}

impl<R, W> fmt::Debug for NewChild<R, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewChild").finish_non_exhaustive()
    }
}

/// A tuple that one more element fits to.
pub trait Append<T> {
    /// The children with one more.
    type Appended;
    /// Appends it.
    fn append(self, last: T) -> Self::Appended;
}

/// The children of a parent whose row is `Row`.
pub trait Children<Row> {
    /// Their rows.
    type Rows;
    /// The parent's row alone, or a tuple of it and its children's.
    type Output;
    /// Puts them together.
    fn output(parent: Row, rows: Self::Rows) -> Self::Output;
}

impl<T> Append<T> for () {
    type Appended = (T,);
    fn append(self, last: T) -> (T,) {
        (last,)
    }
}

impl<Row> Children<Row> for () {
    type Rows = ();
    type Output = Row;
    fn output(parent: Row, (): ()) -> Row {
        parent
    }
}

macro_rules! tuples {
    ($($(($relation:ident $values:ident $row:ident)),+;)+) => {$(
        impl<Row, $($relation: Relation, $values),+> Children<Row> for ($(NewChild<$relation, $values>,)+) {
            type Rows = ($($relation::Row,)+);
            type Output = (Row, $($relation::Row),+);
            fn output(parent: Row, ($($row,)+): Self::Rows) -> Self::Output {
                (parent, $($row),+)
            }
        }
    )+};
}

macro_rules! append {
    ($($($element:ident $value:ident),+;)+) => {$(
        impl<$($element,)+ T> Append<T> for ($($element,)+) {
            type Appended = ($($element,)+ T);
            fn append(self, last: T) -> Self::Appended {
                let ($($value,)+) = self;
                ($($value,)+ last)
            }
        }
    )+};
}

tuples! {
    (R0 W0 r0);
    (R0 W0 r0), (R1 W1 r1);
    (R0 W0 r0), (R1 W1 r1), (R2 W2 r2);
    (R0 W0 r0), (R1 W1 r1), (R2 W2 r2), (R3 W3 r3);
}

append! {
    A a;
    A a, B b;
    A a, B b, C c;
}
