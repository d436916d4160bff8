//! The queries of the service, for either server.

use camshaft::RetryPolicy;
use camshaft::async_prelude::*;

use crate::catalog::CATALOG;
use crate::connection::Connection;
use crate::failure::Failure;
use crate::models::{DetailChanges, NewUser, User, UserDetail};

/// Creates a user together with its detail: both or none.
///
/// # Errors
///
/// [`Failure::Fields`] if the e-mail address is in use.
pub async fn sign_up<C: Connection>(conn: &mut C, new: &NewUser) -> Result<User, Failure> {
    let created = camshaft::retry!(conn, RetryPolicy::default(), async |tx| {
        let (user, _) = tx.insert_user(new.clone()).await?;
        Ok::<_, camshaft::Error>(user)
    });
    created.map_err(|error| match User::unique_violation(&error) {
        Some(taken) => Failure::Fields(taken.into()),
        None => error.into(),
    })
}

/// Returns the detail of a user, which older users get on the first read: one `SELECT` if it exists.
///
/// # Errors
///
/// [`Failure::UnknownUser`].
pub async fn detail<C: Connection>(conn: &mut C, user: i64) -> Result<UserDetail, Failure> {
    Ok(UserDetail::by_user_id(user).get_or_create(conn).await?)
}

/// Changes the detail of a user, whether it is there or not.
///
/// # Errors
///
/// [`Failure::UnknownUser`].
pub async fn change_detail<C: Connection>(
    conn: &mut C,
    user: i64,
    changes: DetailChanges,
) -> Result<UserDetail, Failure> {
    let detail = UserDetail::by_user_id(user).set(changes);
    Ok(detail.upsert(conn).await?)
}

/// Checks that requests can be served: the database answers, and still has what the compiler proved
/// from its catalog.
///
/// # Errors
///
/// [`Failure::Unavailable`] with all that differs; any error of the database.
pub async fn ready<C: Connection>(conn: &mut C) -> Result<(), Failure> {
    let verified = camshaft::verify_async(conn, CATALOG).await?;
    verified
        .into_result()
        .map_err(|found| Failure::Unavailable(found.into()))
}
