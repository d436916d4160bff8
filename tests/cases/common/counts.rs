//! How many statements are sent, and how many are prepared.

use std::any::TypeId;

use camshaft::keyed::{Change, Counted, KeyAlone, Keyed, Relation, Returned};
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::sqlite::Sqlite;

use super::batch::{add_users, unread};
use super::{assert_details, new_user};
use crate::backend::models::User;
use crate::backend::schema::user_details;
use crate::backend::{
    Database, STATEMENTS_OF_A_BATCH, STATEMENTS_OF_A_CREATION, STATEMENTS_OF_AN_UPDATE, Session,
    Statements, around_insert,
};
use crate::flavour::*;

const HITS: usize = 1_000;

async fn recorded(database: &Database) -> (Session, Statements, Vec<User>) {
    let mut conn = run!(database.connect());
    let users = add_users(&mut conn, 8).await;
    let statements = Statements::default();
    conn.set_instrumentation(statements.recorder());
    (conn, statements, users)
}

async fn row_that_exists_costs_one_statement_and_one_that_does_not_a_fixed_number() {
    let database = run!(Database::create());
    let (mut conn, statements, users) = recorded(&database).await;
    let user = &users[0];
    run!(user.detail().get_or_create(&mut conn)).unwrap();
    let sent = statements.take_sent();
    assert_eq!(sent.len(), STATEMENTS_OF_A_CREATION, "{sent:?}");
    assert!(
        sent[0].starts_with("SELECT ") && sent.iter().any(|sql| sql.starts_with("INSERT ")),
        "{sent:?}"
    );
    run!(user.detail().get_or_create(&mut conn)).unwrap();
    assert_eq!(statements.take_sent().len(), 1);
    run!(user.detail().get(&mut conn)).unwrap();
    assert_eq!(statements.take_sent().len(), 1);
    run!(user.detail().delete(&mut conn)).unwrap();
    assert_eq!(statements.take_sent().len(), 1);
    assert_details(&mut conn, 0).await;
}

async fn thousand_hits_are_a_thousand_statements() {
    let database = run!(Database::create());
    let (mut conn, statements, users) = recorded(&database).await;
    let user = &users[0];
    run!(user.detail().get_or_create(&mut conn)).unwrap();
    statements.take_sent();
    for _ in 0..HITS {
        run!(user.detail().get_or_create(&mut conn)).unwrap();
    }
    let sent = statements.take_sent();
    assert_eq!(sent.len(), HITS);
    assert!(sent.iter().all(|sql| sql.starts_with("SELECT ")));
}

/// A look, an insert that runs into the other's row, and another look; some servers are told something
/// before the insert.
async fn lost_race_costs_a_look_more() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    let insert = format!("INSERT INTO user_details (user_id) VALUES ({})", user.id);
    let statements = around_insert(&mut b, a, &insert, "SELECT 1");
    let entry = run!(user.detail().get_or_create_entry(&mut b)).unwrap();
    assert!(!entry.is_created());
    let sent = statements.take_sent();
    let told = sent.iter().filter(|sql| sql.starts_with("DO ")).count();
    assert_eq!(sent.len(), 3 + told, "{sent:?}");
}

/// The row is looked for by updating it: nothing is read first.
async fn upsert_costs_a_fixed_number_of_statements() {
    let database = run!(Database::create());
    let (mut conn, statements, users) = recorded(&database).await;
    let user = &users[0];
    let notes = user_details::notes.eq("n");
    run!(user.detail().set(notes).upsert(&mut conn)).unwrap();
    let sent = statements.take_sent();
    assert_eq!(sent.len(), STATEMENTS_OF_A_CREATION, "{sent:?}");
    for notes in ["o", "p", "q"] {
        let notes = user_details::notes.eq(notes);
        run!(user.detail().set(notes).upsert(&mut conn)).unwrap();
        let sent = statements.take_sent();
        assert_eq!(sent.len(), STATEMENTS_OF_AN_UPDATE, "{sent:?}");
    }
    let cached = statements.take_cached();
    let updates = cached.iter().filter(|sql| sql.starts_with("UPDATE "));
    assert_eq!(updates.count(), 1, "{cached:?}");
}

async fn batch_costs_one_statement_or_few() {
    let database = run!(Database::create());
    let (mut conn, statements, users) = recorded(&database).await;
    for (present, statements_of_it) in [
        (0, STATEMENTS_OF_A_BATCH),
        (4, STATEMENTS_OF_A_BATCH),
        (8, 1),
    ] {
        run!(crate::backend::execute(
            &mut conn,
            "DELETE FROM user_details"
        ));
        for user in &users[..present] {
            run!(user.detail().get_or_create(&mut conn)).unwrap();
        }
        statements.take_sent();
        let batch = run!(User::detail_of(&users).get_or_create(&mut conn)).unwrap();
        assert_eq!(batch.rows().len(), users.len());
        let sent = statements.take_sent();
        assert_eq!(sent.len(), statements_of_it, "{sent:?}");
    }
}

async fn each_statement_is_prepared_once() {
    let database = run!(Database::create());
    let (mut conn, statements, users) = recorded(&database).await;
    for user in &users {
        for _ in 0..3 {
            run!(user.detail().get_or_create(&mut conn)).unwrap();
        }
    }
    // What is sent as a text is not prepared.
    let is_text = |sql: &&String| sql.starts_with("DO ");
    let texts = statements.take_sent().iter().filter(is_text).count().min(1);
    let cached = statements.take_cached();
    assert_eq!(cached.len(), STATEMENTS_OF_A_CREATION - texts, "{cached:?}");
    for user in &users {
        run!(user.detail().get(&mut conn)).unwrap();
        run!(user.detail().delete(&mut conn)).unwrap();
    }
    let cached = statements.take_cached();
    assert_eq!(cached.len(), 1, "{cached:?}");
    assert!(cached[0].starts_with("DELETE "), "{cached:?}");
}

/// Diesel itself prepares inserts of structs with `Option` fields anew on PostgreSQL.
async fn each_shape_of_values_is_prepared_once() {
    let database = run!(Database::create());
    let (mut conn, statements, users) = recorded(&database).await;
    run!(users[0].detail().get(&mut conn)).unwrap();
    statements.take_cached();
    for user in &users {
        let notes = user_details::notes.eq("n");
        let key = user_details::user_id.eq(user.id);
        let (row, notes) = match user.id % 3 {
            0 => (
                run!(user.detail().values(notes).get_or_create(&mut conn)),
                "n",
            ),
            1 => (
                run!(user.detail().values((notes, key)).get_or_create(&mut conn)),
                "n",
            ),
            _ => (run!(user.detail().get_or_create(&mut conn)), "none"),
        };
        assert_eq!(row.unwrap().notes, notes);
    }
    let cached = statements.take_cached();
    let inserts = cached.iter().filter(|sql| sql.starts_with("INSERT "));
    assert_eq!(inserts.count(), 3, "{cached:?}");
}

/// Diesel finds an insert by a key alone by its type: another relation's must be another type, and
/// one with values, whose SQL may vary, none.
async fn insert_by_a_key_alone_is_known_by_its_type() {
    fn ids<R>(_: Keyed<R>) -> [Option<TypeId>; 4]
    where
        R: Relation,
        R::Row: Selectable<Sqlite, SelectExpression: QueryId>,
    {
        type Values<R> = Change<'static, R, dyn QueryFragment<Sqlite>>;
        [
            <Returned<R, Sqlite, KeyAlone<R>>>::query_id(),
            <Counted<R, KeyAlone<R>>>::query_id(),
            <Returned<R, Sqlite, Values<R>>>::query_id(),
            <Counted<R, Values<R>>>::query_id(),
        ]
    }
    let user = unread(1);
    let [detail, profile] = [ids(user.detail()), ids(user.profile())];
    assert_eq!(detail, ids(unread(2).detail()));
    assert_eq!(detail[2..], [None, None]);
    let mut known: Vec<_> = [&detail[..2], &profile[..2]].concat();
    assert!(known.iter().all(Option::is_some), "{known:?}");
    known.sort_unstable();
    known.dedup();
    assert_eq!(known.len(), 4);
}

async fn accessors_of_the_same_row_do_not_mix_their_statements() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    for _ in 0..2 {
        assert_eq!(
            run!(user.detail().get_or_create(&mut conn))
                .unwrap()
                .user_id,
            user.id
        );
        assert_eq!(
            run!(user.profile().get_or_create(&mut conn))
                .unwrap()
                .user_id,
            user.id
        );
        assert_eq!(
            run!(user.link().get_or_create(&mut conn)).unwrap().user_id,
            user.id
        );
        let by_id = run!(User::by_id(user.id).get(&mut conn)).unwrap();
        let by_email = run!(User::by_email(user.email.clone()).get(&mut conn)).unwrap();
        assert_eq!(by_id, by_email);
    }
}

tests![
    thousand_hits_are_a_thousand_statements,
    lost_race_costs_a_look_more,
    upsert_costs_a_fixed_number_of_statements,
    batch_costs_one_statement_or_few,
    row_that_exists_costs_one_statement_and_one_that_does_not_a_fixed_number,
    each_statement_is_prepared_once,
    each_shape_of_values_is_prepared_once,
    insert_by_a_key_alone_is_known_by_its_type,
    accessors_of_the_same_row_do_not_mix_their_statements,
];
