//! The names of Diesel's methods on a query, for whoever looks for them on a row by its key: without
//! them, rustc lists traits of Diesel that would have to be implemented.

use super::batch::KeyedBatch;
use super::builder::Keyed;
use super::relation::Relation;

/// A query of Diesel, which is what no type here is.
#[diagnostic::on_unimplemented(
    message = "a row by its key is read with `.get(conn)` or `.get_or_create(conn)`",
    label = "a method of Diesel's queries",
    note = "they come with `use camshaft::prelude::*` or `camshaft::async_prelude`; `.get(conn)` returns an `Option` of the row, and of many keys the row or none for each"
)]
pub trait QueryOfDiesel<C>: Sized {
    /// The result.
    type Output;

    /// Returns the result.
    fn output(self, conn: &mut C) -> Self::Output;
}

/// A connection that nobody has.
#[derive(Debug)]
pub enum NoConnection {}

/// A second one: rustc takes a sole impl for the one that was meant.
#[derive(Debug)]
pub enum NoOtherConnection {}

macro_rules! methods {
    ($type:ident: $($method:ident),*) => {
        impl<R: Relation, V> $type<R, V> {
            $(
                #[doc(hidden)]
                pub fn $method<C>(self, conn: &mut C) -> <Self as QueryOfDiesel<C>>::Output
                where
                    Self: QueryOfDiesel<C>,
                {
                    self.output(conn)
                }
            )*
        }

        methods!($type, NoConnection);
        methods!($type, NoOtherConnection);
    };
    ($type:ident, $connection:ident) => {
        #[diagnostic::do_not_recommend]
        impl<R: Relation, V> QueryOfDiesel<$connection> for $type<R, V> {
            type Output = $connection;

            fn output(self, conn: &mut $connection) -> $connection {
                match *conn {}
            }
        }
    };
}

methods!(Keyed: first, get_result, get_results, load);
methods!(KeyedBatch: first, get_result, get_results, load);
