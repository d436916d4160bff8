//! Parents and children in one statement.

use camshaft::Error;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::backend::models::{Passport, User};
use crate::backend::schema::{avatars, badges, passports, profiles, user_details, users};
use crate::backend::{Database, Session, Statements, execute, number, try_execute};
use crate::common::insert::{New, counts, new};
use crate::common::{assert_details, is_unique_violation};
use crate::flavour::*;

async fn add_trigger(session: &mut Session, when_and_table: &str, body: &str) {
    run!(execute(
        session,
        &format!(
            "CREATE FUNCTION changed() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN {body} END $$; \
             CREATE TRIGGER changed {when_and_table} FOR EACH ROW EXECUTE FUNCTION changed()"
        )
    ));
}

async fn one_statement_is_sent_and_prepared_once() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let statements = Statements::default();
    conn.set_instrumentation(statements.recorder());
    for name in ["a", "b", "c"] {
        let inserted = run!(
            User::insert(new(name))
                .detail(user_details::notes.eq("n"))
                .badge(badges::level.eq(3))
                .avatar(avatars::url.eq("u"))
                .get_result(&mut conn)
        );
        let (user, detail, badge, avatar) = inserted.unwrap();
        assert_eq!((detail.user_id, detail.notes.as_str()), (user.id, "n"));
        assert_eq!(
            (badge.user_code.as_str(), badge.level),
            (user.code.as_str(), 3)
        );
        assert_eq!(avatar.url, "u");
    }
    let sent = statements.take_sent();
    assert_eq!(sent.len(), 3, "{sent:?}");
    assert_eq!(statements.take_cached().len(), 1);
}

async fn slice_is_a_statement_for_each_piece() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let statements = Statements::default();
    conn.set_instrumentation(statements.recorder());
    let names: Vec<String> = (0..64).map(|n| format!("a{n}")).collect();
    let all: Vec<New> = names.iter().map(|name| new(name)).collect();
    let insert = User::insert_each(all).detail(user_details::notes.eq("n"));
    let rows = run!(insert.get_results(&mut conn)).unwrap();
    assert_eq!(statements.take_sent().len(), 1);
    let codes = rows.iter().map(|(user, _)| user.code.clone());
    assert!(codes.eq(names.iter().map(|name| format!("code of {name}"))));
    assert!(rows.iter().all(|(user, detail)| detail.user_id == user.id));

    let all: Vec<New> = (0..130).map(|n| new(&format!("b{n}"))).collect();
    let insert = User::insert_each(all).detail(user_details::notes.eq("n"));
    assert_eq!(run!(insert.get_results(&mut conn)).unwrap().len(), 130);
    let sent = statements.take_sent();
    assert_eq!(sent.len(), 5, "BEGIN, three statements, COMMIT: {sent:?}");

    // The last piece fails: none stays.
    let all: Vec<New> = (0..130).map(|n| new(&format!("c{}", n % 129))).collect();
    let insert = User::insert_each(all).detail(user_details::notes.eq("n"));
    let error = run!(insert.get_results(&mut conn)).unwrap_err();
    assert!(is_unique_violation(&error), "{error:?}");
    assert_details(&mut conn, 194).await;
}

/// No savepoint: as with any statement that fails, the transaction is over.
async fn failure_ends_the_callers_transaction() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let status = user_details::status.eq("a");
    let result: Result<(), Error> = run!(conn.transaction(work!(|conn: &mut Session| {
        run!(User::insert(new("a")).detail(status).get_result(conn))?;
        let error = run!(User::insert(new("b")).detail(status).get_result(conn)).unwrap_err();
        assert!(is_unique_violation(&error), "{error:?}");
        let aborted = run!(try_execute(conn, "SELECT 1")).unwrap_err();
        assert!(
            aborted
                .to_string()
                .contains("current transaction is aborted"),
            "{aborted}"
        );
        Err(error)
    })));
    result.unwrap_err();
    assert_eq!(counts(&mut conn).await, (0, 0));
}

async fn child_that_a_trigger_discards_stores_nothing() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    add_trigger(&mut conn, "BEFORE INSERT ON profiles", "RETURN NULL;").await;
    let error = run!(
        User::insert(new("a"))
            .detail(user_details::notes.eq("n"))
            .profile(profiles::bio.eq("b"))
            .get_result(&mut conn)
    )
    .unwrap_err();
    let is_hidden = matches!(
        error,
        Error::NotVisible {
            table: "profiles",
            attempts: 1
        }
    );
    assert!(is_hidden, "{error:?}");
    assert_eq!(counts(&mut conn).await, (0, 0));
    assert_details(&mut conn, 0).await;
}

async fn child_with_a_rewritten_key_stores_nothing() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (other,): (User,) = (run!(User::insert(new("other")).get_result(&mut conn)).unwrap(),);
    let rewrite = format!("NEW.user_id := {}; RETURN NEW;", other.id);
    add_trigger(&mut conn, "BEFORE INSERT ON user_details", &rewrite).await;
    let error = run!(
        User::insert(new("a"))
            .detail(user_details::notes.eq("n"))
            .get_result(&mut conn)
    )
    .unwrap_err();
    let is_wrong = matches!(
        error,
        Error::WrongRow {
            table: "user_details",
            ..
        }
    );
    assert!(is_wrong, "{error:?}");
    assert_eq!(counts(&mut conn).await, (1, 0));
    assert_details(&mut conn, 0).await;
}

async fn row_outside_of_the_predicate_stores_nothing() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let dead = avatars::deleted_at.eq(diesel::dsl::now.nullable());
    let error = run!(User::insert(new("a")).avatar(dead).get_result(&mut conn)).unwrap_err();
    let is_wrong = matches!(
        error,
        Error::WrongRow {
            table: "avatars",
            ..
        }
    );
    assert!(is_wrong, "{error:?}");
    assert_eq!(counts(&mut conn).await, (0, 0));
}

async fn parent_that_a_trigger_discards_leaves_no_child() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    add_trigger(&mut conn, "BEFORE INSERT ON users", "RETURN NULL;").await;
    let error = run!(
        User::insert(new("a"))
            .detail(user_details::notes.eq("n"))
            .get_result(&mut conn)
    )
    .unwrap_err();
    let is_not_null = matches!(
        error,
        Error::Database(DieselError::DatabaseError(
            DatabaseErrorKind::NotNullViolation,
            _
        ))
    );
    assert!(is_not_null, "{error:?}");
    let alone: Result<User, _> = run!(User::insert(new("a")).get_result(&mut conn));
    assert!(
        matches!(alone, Err(Error::Database(DieselError::NotFound))),
        "{alone:?}"
    );
    assert_details(&mut conn, 0).await;
}

async fn triggers_of_the_child_see_the_parent() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let copy = "NEW.notes := (SELECT code FROM users WHERE id = NEW.user_id); RETURN NEW;";
    add_trigger(&mut conn, "BEFORE INSERT ON user_details", copy).await;
    let (user, detail) = run!(
        User::insert(new("a"))
            .detail(user_details::status.eq("s"))
            .get_result(&mut conn)
    )
    .unwrap();
    assert_eq!(detail.notes, user.code);
}

/// The key that a trigger gives the parent is the child's.
async fn key_that_a_trigger_rewrites_is_the_childs() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    add_trigger(
        &mut conn,
        "BEFORE INSERT ON users",
        "NEW.id := 7000; RETURN NEW;",
    )
    .await;
    let (user, detail) = run!(
        User::insert((users::id.eq(1), new("a")))
            .detail(user_details::status.eq("s"))
            .get_result(&mut conn)
    )
    .unwrap();
    assert_eq!((user.id, detail.user_id), (7000, 7000));
}

/// Where the statement cannot know the child's key, a transaction does it in turn.
async fn key_among_the_childs_values_is_compared_with_the_parents() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let insert = User::insert((users::id.eq(40), new("a"))).detail(user_details::user_id.eq(40));
    let (user, detail) = run!(insert.get_result(&mut conn)).unwrap();
    assert_eq!((user.id, detail.user_id), (40, 40));
    let insert = User::insert((users::id.eq(41), new("b"))).detail(user_details::user_id.eq(40));
    let error = run!(insert.get_result(&mut conn)).unwrap_err();
    assert!(matches!(error, Error::KeyMismatch { .. }), "{error:?}");
    assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM users")), 1);
}

async fn parent_without_a_key_for_the_child_is_refused() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let insert =
        Passport::insert(passports::number.eq("p")).holder_detail(user_details::notes.eq("n"));
    let error = run!(insert.get_result(&mut conn)).unwrap_err();
    assert!(matches!(error, Error::NullKey { .. }), "{error:?}");
    assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM passports")), 0);
}

tests![
    one_statement_is_sent_and_prepared_once,
    slice_is_a_statement_for_each_piece,
    failure_ends_the_callers_transaction,
    child_that_a_trigger_discards_stores_nothing,
    child_with_a_rewritten_key_stores_nothing,
    row_outside_of_the_predicate_stores_nothing,
    parent_that_a_trigger_discards_leaves_no_child,
    triggers_of_the_child_see_the_parent,
    key_that_a_trigger_rewrites_is_the_childs,
    key_among_the_childs_values_is_compared_with_the_parents,
    parent_without_a_key_for_the_child_is_refused,
];
