//! Incident 1: a one-to-one row that two code paths build lazily, on first read.
//!
//! First as it is usually written by hand, then with `user.detail()`.

mod catalog;
mod models;
mod race;
mod schema;

use std::process::ExitCode;

use camshaft::prelude::*;
use diesel::prelude::*;

use models::{User, UserDetail};
use race::Outcome;
use schema::user_details;

/// Reads the row, and inserts it if it is absent. Between the two, another request can insert it.
fn by_hand(user: &User, conn: &mut SqliteConnection) -> Result<UserDetail, camshaft::Error> {
    let found = user_details::table
        .filter(user_details::user_id.eq(user.id))
        .select(UserDetail::as_select())
        .first(conn)
        .optional()?;
    match found {
        Some(detail) => Ok(detail),
        None => Ok(diesel::insert_into(user_details::table)
            .values(user_details::user_id.eq(user.id))
            .returning(UserDetail::as_returning())
            .get_result(conn)?),
    }
}

/// Does the same with the generated method, whose conflict target is proven.
fn with_camshaft(user: &User, conn: &mut SqliteConnection) -> Result<UserDetail, camshaft::Error> {
    user.detail().get_or_create(conn)
}

fn main() -> ExitCode {
    match compare() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("quickstart: {error}");
            ExitCode::FAILURE
        }
    }
}

fn compare() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    println!(
        "16 threads sign users up; a background job races each of them for the same fresh row.\n"
    );
    let folder = tempfile::tempdir()?;
    let by_hand = race::run(&folder.path().join("by_hand.sqlite"), by_hand)?;
    report("by hand (SELECT, then INSERT)", &by_hand);
    let with_camshaft = race::run(&folder.path().join("camshaft.sqlite"), with_camshaft)?;
    report("user.detail().get_or_create(conn)", &with_camshaft);
    let Outcome {
        users,
        details,
        failed,
        lost,
    } = with_camshaft;
    if (failed, lost) != (0, 0) || users != details {
        return Err("camshaft lost something: please report it in its repository".into());
    }
    Ok(())
}

fn report(title: &str, outcome: &Outcome) {
    let Outcome {
        users,
        details,
        failed,
        lost,
    } = outcome;
    println!(
        "{title}\n  {users} users, {details} rows of user_details: {failed} calls failed, {lost} updates lost\n"
    );
}

#[cfg(test)]
mod tests {
    use super::{catalog, race, with_camshaft};
    use diesel::connection::SimpleConnection;

    #[test]
    fn catalog_is_current() {
        let folder = tempfile::tempdir().unwrap();
        let mut conn = race::connect(&folder.path().join("empty.sqlite")).unwrap();
        conn.batch_execute(include_str!("up.sql")).unwrap();
        camshaft::catalog::check(&mut conn, catalog::CATALOG).unwrap();
    }

    #[test]
    fn nobody_loses_the_race() {
        let folder = tempfile::tempdir().unwrap();
        let outcome = race::run(&folder.path().join("camshaft.sqlite"), with_camshaft).unwrap();
        assert_eq!((outcome.failed, outcome.lost), (0, 0));
        assert_eq!((outcome.users, outcome.details), (800, 800));
    }
}
