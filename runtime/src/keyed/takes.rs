//! The first question to whatever is passed as a connection, in words of its own.
//!
//! A method asks `R: TakesBlocking<C>`, and everything else of [`BlockingConn<C, R>`], which is `C`: when
//! the first question fails, that type is unknown, and rustc asks nothing more.

use diesel::connection::{Connection, LoadConnection};
#[cfg(feature = "async")]
use diesel_async::{AsyncConnection, AsyncConnectionCore};

use crate::dialect::Dialect;

/// A relation whose rows can be reached over the blocking connection `C`.
#[diagnostic::on_unimplemented(
    message = "`{C}` is not a blocking connection of a backend that camshaft supports",
    label = "the methods of `camshaft::prelude` take `&mut` of a blocking connection",
    note = "for a connection of diesel-async, import `camshaft::async_prelude` instead, and `.await` the call",
    note = "a pool is asked for a connection first, with `.get()`; a guard and a `&mut` of a `&mut` are passed as `&mut *guard`",
    note = "code that is generic over its connection asks for `C: camshaft::RelationConnection<UserHasOneDetail>` for `user.detail()`",
    note = "the features `postgres`, `mysql` and `sqlite` of camshaft turn on the backends; a `MultiConnection` has none of them"
)]
pub trait TakesBlocking<C> {
    /// The connection, `C`.
    type Connection;

    /// Returns the connection.
    fn taken(conn: &mut C) -> &mut Self::Connection;
}

/// The connection `C`, once it is known to be one that blocks.
pub type BlockingConn<C, R> = <R as TakesBlocking<C>>::Connection;

#[diagnostic::do_not_recommend]
impl<R, C, DB, M> TakesBlocking<C> for R
where
    C: LoadConnection + Connection<Backend = DB>,
    DB: Speaks<Marker = M>,
    M: Leads<C, To = C>,
{
    type Connection = <M as Leads<C>>::To;

    fn taken(conn: &mut C) -> &mut C {
        conn
    }
}

/// A relation whose rows can be reached over the connection `C` of diesel-async.
#[cfg(feature = "async")]
#[diagnostic::on_unimplemented(
    message = "`{C}` is not a connection of diesel-async of a backend that camshaft supports",
    label = "the methods of `camshaft::async_prelude` take `&mut` of a connection of diesel-async",
    note = "for a blocking connection, import `camshaft::prelude` instead, and leave out the `.await`",
    note = "a pool is asked for a connection first, with `.get().await`",
    note = "code that is generic over its connection asks for `C: camshaft::AsyncRelationConnection<UserHasOneDetail>` for `user.detail()`",
    note = "the features `postgres`, `mysql` and `sqlite` of camshaft turn on the backends"
)]
pub trait TakesAsync<C> {
    /// The connection, `C`.
    type Connection;

    /// Returns the connection.
    fn taken(conn: &mut C) -> &mut Self::Connection;
}

/// The connection `C`, once it is known to be one of diesel-async.
#[cfg(feature = "async")]
pub type AsyncConn<C, R> = <R as TakesAsync<C>>::Connection;

#[cfg(feature = "async")]
#[diagnostic::do_not_recommend]
impl<R, C, DB, M> TakesAsync<C> for R
where
    C: AsyncConnection + AsyncConnectionCore<Backend = DB>,
    DB: Speaks<Marker = M>,
    M: Leads<C, To = C>,
{
    type Connection = <M as Leads<C>>::To;

    fn taken(conn: &mut C) -> &mut C {
        conn
    }
}

/// A backend that camshaft speaks.
///
/// The second bound asks about a type that is unknown when the first one fails: then rustc reports
/// the failure once, and not again where the future of the call is made and where it is awaited.
pub trait Speaks {
    /// The backend's type in [`marker`](crate::catalog::marker).
    type Marker;
}

impl<DB> Speaks for DB
where
    DB: Dialect,
    DB::Marker: Leads<()>,
{
    type Marker = DB::Marker;
}

/// A type that leads to `C`, as each does: one that is unknown leads nowhere.
pub trait Leads<C> {
    /// The type `C`.
    type To;
}

impl<M: ?Sized, C> Leads<C> for M {
    type To = C;
}
