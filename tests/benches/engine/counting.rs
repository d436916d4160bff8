//! What an application writes by hand, on servers that count what they write.

use std::collections::HashMap;

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::Session;
use super::flavour::*;
use crate::backend::models::{User, UserDetail};
use crate::backend::schema::user_details;

/// Reads the row.
pub(super) async fn read(conn: &mut Session, user: &User) -> Option<UserDetail> {
    let query = user_details::table
        .filter(user_details::user_id.eq(user.id))
        .select(UserDetail::as_select());
    run!(query.get_result(conn)).optional().unwrap()
}

/// Reads the row, and creates it if it is absent.
pub(super) async fn get_or_create(conn: &mut Session, user: &User) -> UserDetail {
    if let Some(found) = read(conn, user).await {
        return found;
    }
    let insert = diesel::insert_into(user_details::table).values(user_details::user_id.eq(user.id));
    match run!(insert.execute(conn)) {
        Ok(_) | Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {}
        Err(error) => panic!("{error}"),
    }
    read(conn, user).await.unwrap()
}

/// Updates the row, and creates it if it is absent.
pub(super) async fn upsert(conn: &mut Session, user: &User, notes: &str) -> UserDetail {
    let upsert = diesel::insert_into(user_details::table)
        .values((
            user_details::user_id.eq(user.id),
            user_details::notes.eq(notes),
        ))
        .on_conflict(diesel::dsl::DuplicatedKeys)
        .do_update()
        .set(user_details::notes.eq(notes));
    run!(upsert.execute(conn)).unwrap();
    read(conn, user).await.unwrap()
}

/// Reads the rows, and creates those that are absent.
pub(super) async fn get_or_create_many(
    conn: &mut Session,
    users: &[User],
) -> HashMap<i64, UserDetail> {
    let ids: Vec<i64> = users.iter().map(|user| user.id).collect();
    let mut found = read_many(conn, &ids).await;
    let missing: Vec<i64> = ids
        .into_iter()
        .filter(|id| !found.contains_key(id))
        .collect();
    if missing.is_empty() {
        return found;
    }
    let values: Vec<_> = missing
        .iter()
        .map(|id| user_details::user_id.eq(*id))
        .collect();
    let insert = diesel::insert_or_ignore_into(user_details::table).values(values);
    run!(insert.execute(conn)).unwrap();
    found.extend(read_many(conn, &missing).await);
    found
}

async fn read_many(conn: &mut Session, ids: &[i64]) -> HashMap<i64, UserDetail> {
    let query = user_details::table
        .filter(user_details::user_id.eq_any(ids))
        .select(UserDetail::as_select());
    let rows: Vec<UserDetail> = run!(query.load(conn)).unwrap();
    rows.into_iter().map(|row| (row.user_id, row)).collect()
}
