//! A unique index that speaks of the rows that are not deleted only.

use camshaft::Error;
use chrono::NaiveDate;

use crate::backend::models::User;
use crate::backend::schema::avatars;
use crate::backend::{Database, Session, execute, number};
use crate::common::new_user;
use crate::flavour::*;

const LIVE: &str = "SELECT count(*) FROM avatars WHERE deleted_at IS NULL";
const ALL: &str = "SELECT count(*) FROM avatars";
const BURY: &str = "UPDATE avatars SET deleted_at = '2024-02-29 00:00:00', url = 'dead'";

/// A user with two deleted avatars.
async fn with_dead_rows(conn: &mut Session) -> User {
    let user = new_user(conn, "a").await;
    for _ in 0..2 {
        run!(user.avatar().get_or_create(conn)).unwrap();
        run!(execute(conn, BURY));
    }
    user
}

async fn deleted_row_is_neither_found_nor_revived() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = with_dead_rows(&mut conn).await;
    assert_eq!(run!(user.avatar().get(&mut conn)).unwrap(), None);
    let created = run!(user.avatar().get_or_create_entry(&mut conn)).unwrap();
    assert!(created.is_created());
    assert_eq!(created.row().url, "");
    let found = run!(user.avatar().get_or_create_entry(&mut conn)).unwrap();
    assert!(!found.is_created());
    assert_eq!(found.into_row(), created.into_row());
    assert_eq!(run!(number(&mut conn, LIVE)), 1);
    assert_eq!(run!(number(&mut conn, ALL)), 3);
}

async fn deletion_leaves_deleted_rows_alone() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = with_dead_rows(&mut conn).await;
    assert!(!run!(user.avatar().delete(&mut conn)).unwrap());
    run!(user.avatar().get_or_create(&mut conn)).unwrap();
    assert!(run!(user.avatar().delete(&mut conn)).unwrap());
    assert_eq!(run!(number(&mut conn, ALL)), 2);
}

async fn batch_neither_finds_nor_revives_a_deleted_row() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let dead = with_dead_rows(&mut conn).await;
    let alive = new_user(&mut conn, "b").await;
    let row = run!(alive.avatar().get_or_create(&mut conn)).unwrap();
    let found = run!(User::avatar_of([&dead, &alive]).get(&mut conn)).unwrap();
    assert_eq!(found.iter().collect::<Vec<_>>(), [None, Some(&row)]);
    let both = run!(User::avatar_of([&dead, &alive]).get_or_create(&mut conn)).unwrap();
    let urls: Vec<&str> = both.iter().map(|avatar| avatar.url.as_str()).collect();
    assert_eq!(urls, ["", ""]);
    assert_eq!(run!(number(&mut conn, LIVE)), 2);
    assert_eq!(run!(number(&mut conn, ALL)), 4);
}

async fn row_created_outside_of_the_predicate_is_the_wrong_row() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    let dead = avatars::deleted_at.eq(day.and_hms_opt(0, 0, 0));
    run!(execute(&mut conn, "BEGIN"));
    let error = run!(user.avatar().values(dead).get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(
            error,
            Error::WrongRow {
                table: "avatars",
                ..
            }
        ),
        "{error:?}"
    );
    run!(execute(&mut conn, "ROLLBACK"));
    assert_eq!(run!(number(&mut conn, ALL)), 0);
}

async fn changes_leave_deleted_rows_alone() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = with_dead_rows(&mut conn).await;
    let upsert = |url| user.avatar().set(avatars::url.eq(url));
    let created = run!(upsert("new").upsert_entry(&mut conn)).unwrap();
    assert!(created.is_created());
    assert_eq!(created.row().url, "new");
    let found = run!(upsert("newer").upsert_entry(&mut conn)).unwrap();
    assert!(!found.is_created());
    assert_eq!(found.row().id, created.row().id);
    assert_eq!(found.row().url, "newer");
    let dead = "SELECT count(*) FROM avatars WHERE url = 'dead' AND deleted_at IS NOT NULL";
    assert_eq!(run!(number(&mut conn, dead)), 2);
    assert_eq!(run!(number(&mut conn, LIVE)), 1);
}

/// The change itself puts the row out of the predicate: it is the wrong row from then on.
async fn row_changed_out_of_the_predicate_is_the_wrong_row() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    run!(user.avatar().get_or_create(&mut conn)).unwrap();
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    let dead = avatars::deleted_at.eq(day.and_hms_opt(0, 0, 0));
    run!(execute(&mut conn, "BEGIN"));
    let error = run!(user.avatar().set(dead).upsert(&mut conn)).unwrap_err();
    assert!(
        matches!(
            error,
            Error::WrongRow {
                table: "avatars",
                ..
            }
        ),
        "{error:?}"
    );
    run!(execute(&mut conn, "ROLLBACK"));
    assert_eq!(run!(number(&mut conn, LIVE)), 1);
}

async fn batch_with_values_or_changes_leaves_deleted_rows_alone() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let dead = with_dead_rows(&mut conn).await;
    let alive = new_user(&mut conn, "b").await;
    run!(alive.avatar().get_or_create(&mut conn)).unwrap();
    let users = [&dead, &alive];
    let upsert = User::avatar_of(users)
        .values(avatars::url.eq("new"))
        .set(avatars::url.eq("changed"));
    let batch = run!(upsert.upsert_entries(&mut conn)).unwrap();
    let told: Vec<_> = batch
        .iter()
        .map(|entry| (entry.row().url.as_str(), entry.is_created()))
        .collect();
    assert_eq!(told, [("new", true), ("changed", false)]);
    run!(execute(&mut conn, BURY));
    let values = User::avatar_of(users).values(avatars::url.eq("newer"));
    let batch = run!(values.get_or_create(&mut conn)).unwrap();
    assert!(batch.iter().all(|avatar| avatar.url == "newer"));
    let dead = "SELECT count(*) FROM avatars WHERE url = 'dead' AND deleted_at IS NOT NULL";
    assert_eq!(run!(number(&mut conn, dead)), 4);
    assert_eq!(run!(number(&mut conn, LIVE)), 2);
}

async fn row_of_a_batch_outside_of_the_predicate_is_the_wrong_row() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (a, b) = (
        new_user(&mut conn, "a").await,
        new_user(&mut conn, "b").await,
    );
    run!(a.avatar().get_or_create(&mut conn)).unwrap();
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    let dead = avatars::deleted_at.eq(day.and_hms_opt(0, 0, 0));
    for with_changes in [false, true] {
        run!(execute(&mut conn, "BEGIN"));
        let result = if with_changes {
            run!(User::avatar_of([&a]).set(dead).upsert(&mut conn))
        } else {
            run!(User::avatar_of([&b]).values(dead).get_or_create(&mut conn))
        };
        let is_wrong = matches!(
            result,
            Err(Error::WrongRow {
                table: "avatars",
                ..
            })
        );
        assert!(is_wrong, "{result:?}");
        run!(execute(&mut conn, "ROLLBACK"));
    }
    assert_eq!(run!(number(&mut conn, ALL)), 1);
}

tests![
    batch_with_values_or_changes_leaves_deleted_rows_alone,
    row_of_a_batch_outside_of_the_predicate_is_the_wrong_row,
    changes_leave_deleted_rows_alone,
    row_changed_out_of_the_predicate_is_the_wrong_row,
    deleted_row_is_neither_found_nor_revived,
    deletion_leaves_deleted_rows_alone,
    batch_neither_finds_nor_revives_a_deleted_row,
    row_created_outside_of_the_predicate_is_the_wrong_row,
];
