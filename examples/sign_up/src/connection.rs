//! The operations that differ between the connections of the two servers.
//!
//! An application with one database writes `&mut AsyncPgConnection` instead, and needs none of this.

use camshaft::keyed::{Changes, Values};
use camshaft::verify::VerifiesAsync;
use camshaft::{AsyncRelationConnection, Error};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::database::Sqlite;
use crate::models::{DetailChanges, NewUser, User, UserDetail, UserDetailByUserId};
use crate::schema::user_details;

/// A connection that the service works on.
pub trait Connection:
    // `camshaft::verify_async(conn, ..)`
    AsyncConnection<Backend: VerifiesAsync>
    // `UserDetail::by_user_id(id)`: `get_or_create`, and `.set(changes).upsert(conn)`
    + AsyncRelationConnection<UserDetailByUserId, Values<DetailChanges>, Changes<DetailChanges>>
{
    /// Inserts a user and its detail, both or none: `INSERT INTO users .. RETURNING ..`.
    ///
    /// The bound of `User::insert` on a connection has no name; a method of a trait needs none.
    fn insert_user(
        &mut self,
        new: NewUser,
    ) -> impl Future<Output = Result<(User, UserDetail), Error>> + Send;
}

macro_rules! connections {
    ($($connection:ty),+) => {$(
        impl Connection for $connection {
            fn insert_user(
                &mut self,
                new: NewUser,
            ) -> impl Future<Output = Result<(User, UserDetail), Error>> + Send {
                let invited = user_details::onboarding_status.eq("invited");
                User::insert(new).detail(invited).get_result(self)
            }
        }
    )+};
}

connections!(Sqlite, AsyncPgConnection);
