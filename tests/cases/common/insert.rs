//! Rows that are created with their parent.

use camshaft::Error;

use super::{assert_details, is_unique_violation};
use crate::backend::models::User;
use crate::backend::schema::{profiles, user_details, users};
use crate::backend::{Database, Session, number};
use crate::flavour::*;

/// What is inserted for a user.
pub(crate) type New = (
    diesel::dsl::Eq<users::email, String>,
    diesel::dsl::Eq<users::code, String>,
);

pub(crate) fn new(name: &str) -> New {
    (
        users::email.eq(format!("{name}@example.com")),
        users::code.eq(format!("code of {name}")),
    )
}

pub(crate) async fn counts(conn: &mut Session) -> (i64, i64) {
    (
        run!(number(conn, "SELECT count(*) FROM users")),
        run!(number(conn, "SELECT count(*) FROM profiles")),
    )
}

async fn parent_and_children_are_created_at_once() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (user, detail, profile) = run!(
        User::insert(new("a"))
            .detail(user_details::status.eq("invited"))
            .profile(profiles::bio.eq("written"))
            .get_result(&mut conn)
    )
    .unwrap();
    assert_eq!(user.email, "a@example.com");
    assert_eq!((detail.user_id, profile.user_id), (user.id, user.id));
    assert_eq!(detail.status.as_deref(), Some("invited"));
    assert_eq!(profile.bio.as_deref(), Some("written"));
    let found = run!(user.detail().get(&mut conn)).unwrap();
    assert_eq!(found, Some(detail));
    assert_eq!(counts(&mut conn).await, (1, 1));
    let alone: User = run!(User::insert(new("b")).get_result(&mut conn)).unwrap();
    assert_eq!(alone.email, "b@example.com");
    assert_details(&mut conn, 1).await;
}

async fn child_that_fails_takes_its_parent_along() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let taken = user_details::status.eq("taken");
    run!(User::insert(new("a")).detail(taken).get_result(&mut conn)).unwrap();
    let error = run!(
        User::insert(new("b"))
            .profile(profiles::bio.eq("lost"))
            .detail(taken)
            .get_result(&mut conn)
    )
    .unwrap_err();
    assert!(is_unique_violation(&error), "{error:?}");
    assert_eq!(counts(&mut conn).await, (1, 0));
    assert_details(&mut conn, 1).await;
}

async fn many_are_created_all_or_none() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let all = ["a", "b", "c"].map(new);
    let notes = user_details::notes.eq("n");
    let rows = run!(
        User::insert_each(all.clone())
            .detail(notes)
            .get_results(&mut conn)
    )
    .unwrap();
    assert_eq!(rows.len(), 3);
    for ((user, detail), name) in rows.iter().zip(["a", "b", "c"]) {
        assert_eq!(user.email, format!("{name}@example.com"));
        assert_eq!((detail.user_id, detail.notes.as_str()), (user.id, "n"));
    }
    let again = ["d", "a"].map(new);
    let error = run!(
        User::insert_each(again)
            .detail(notes)
            .get_results(&mut conn)
    )
    .unwrap_err();
    assert!(is_unique_violation(&error), "{error:?}");
    assert_eq!(counts(&mut conn).await, (3, 0));
    assert_details(&mut conn, 3).await;
    let none = run!(
        User::insert_each([] as [New; 0])
            .detail(notes)
            .get_results(&mut conn)
    );
    assert_eq!(none.unwrap().len(), 0);
}

async fn key_among_the_childs_values_is_refused_before_the_parent_stays() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let error = run!(
        User::insert(new("a"))
            .detail(user_details::user_id.eq(-1))
            .get_result(&mut conn)
    )
    .unwrap_err();
    assert!(matches!(error, Error::KeyMismatch { .. }), "{error:?}");
    assert_eq!(counts(&mut conn).await, (0, 0));
}

tests![
    parent_and_children_are_created_at_once,
    child_that_fails_takes_its_parent_along,
    many_are_created_all_or_none,
    key_among_the_childs_values_is_refused_before_the_parent_stays,
];
