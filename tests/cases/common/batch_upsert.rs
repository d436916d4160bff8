//! Changing many rows that are there, and creating those that are not.

use camshaft::{Batch, Entry, Error};

use super::batch::{add_users, recorded, unread};
use super::{assert_details, is_unique_violation, new_user};
use crate::backend::models::{Account, Owner, OwnerId, Passport, User, UserDetail};
use crate::backend::schema::{settings, user_details, wallets};
use crate::backend::{Database, STATEMENTS_OF_A_BATCH_UPSERT, execute, number};
use crate::flavour::*;

/// `None` leaves a column as it is.
#[derive(Debug, Clone, Copy, Default, AsChangeset, Insertable)]
#[diesel(table_name = user_details)]
struct Changes<'a> {
    status: Option<&'a str>,
    notes: Option<&'a str>,
}

/// Key, notes and whether the call created it, for each key.
fn told(batch: &Batch<Entry<UserDetail>>) -> Vec<(i64, &str, bool)> {
    let entries = batch.iter();
    entries
        .map(|entry| {
            let row = entry.row();
            (row.user_id, row.notes.as_str(), entry.is_created())
        })
        .collect()
}

async fn changes_hold_for_rows_found_and_created() {
    let database = run!(Database::create());
    let (mut conn, statements) = recorded(&database).await;
    let users = add_users(&mut conn, 4).await;
    let row = run!(users[2].detail().get_or_create(&mut conn)).unwrap();
    let wanted = [3, 1, 4, 1, 3].map(unread);
    let [none, some, all] = STATEMENTS_OF_A_BATCH_UPSERT;
    for (notes, statements_of_it, is_new) in [("one", some, true), ("two", all, false)] {
        let upsert = User::detail_of(&wanted).set(user_details::notes.eq(notes));
        statements.take_sent();
        let batch = run!(upsert.upsert_entries(&mut conn)).unwrap();
        let sent = statements.take_sent();
        assert_eq!(sent.len(), statements_of_it, "{sent:?}");
        let of = |id| (id, notes, is_new && id != 3);
        assert_eq!(told(&batch), [3, 1, 4, 1, 3].map(of));
        assert_eq!(batch.rows().len(), 3);
        assert_eq!(batch.iter().next().unwrap().row().id, row.id);
    }
    run!(execute(&mut conn, "DELETE FROM user_details"));
    statements.take_sent();
    let upsert = User::detail_of(&users).set(user_details::notes.eq("n"));
    let batch = run!(upsert.upsert(&mut conn)).unwrap();
    let sent = statements.take_sent();
    assert_eq!(sent.len(), none, "{sent:?}");
    assert!(batch.iter().all(|row| row.notes == "n"));
    assert_details(&mut conn, 4).await;
}

/// A key that is given twice is one row.
async fn changes_are_applied_once_to_each_row_found_and_to_none_created() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    add_users(&mut conn, 3).await;
    let wanted = [2, 1, 2, 3, 2].map(unread);
    for turn in 0..3 {
        let upsert = User::detail_of(&wanted)
            .values(user_details::notes.eq("v"))
            .set(user_details::notes.eq(user_details::notes.concat("+")));
        let batch = run!(upsert.upsert_entries(&mut conn)).unwrap();
        let notes = format!("v{}", "+".repeat(turn));
        let of = |id| (id, notes.as_str(), turn == 0);
        assert_eq!(told(&batch), [2, 1, 2, 3, 2].map(of));
    }
    assert_details(&mut conn, 3).await;
}

/// The same where a row's keys fall into several statements.
async fn key_in_several_statements_is_changed_once() {
    const ROWS: i64 = 20_000;
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let users = add_users(&mut conn, ROWS).await;
    let there = User::detail_of(&users[..10_000]);
    run!(there.get_or_create(&mut conn)).unwrap();
    let twice: Vec<&User> = users.iter().chain(users.iter().rev()).collect();
    let upsert = User::detail_of(twice)
        .values(user_details::notes.eq("v"))
        .set(user_details::notes.eq(user_details::notes.concat("+")));
    let batch = run!(upsert.upsert_entries(&mut conn)).unwrap();
    let told = told(&batch);
    assert_eq!(told.len(), 40_000);
    for (id, notes, is_created) in told {
        let expected = if id <= 10_000 { "none+" } else { "v" };
        assert_eq!((notes, is_created), (expected, id > 10_000), "{id}");
    }
    for notes in ["none+", "v"] {
        let stored = format!("SELECT count(*) FROM user_details WHERE notes = '{notes}'");
        assert_eq!(run!(number(&mut conn, &stored)), 10_000);
    }
    assert_details(&mut conn, ROWS).await;
}

async fn keys_of_text_and_of_two_columns_are_changed_once() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(
        &mut conn,
        "INSERT INTO owners VALUES ('a'), ('b'), ('c'); INSERT INTO wallets (owner_id) VALUES ('a')"
    ));
    let owners = ["b", "a", "b", "c"].map(|id| Owner {
        id: OwnerId(id.to_owned()),
    });
    for turn in 0..2 {
        let upsert = Owner::wallet_of(&owners)
            .values(wallets::balance.eq(10))
            .set(wallets::balance.eq(wallets::balance + 1));
        let batch = run!(upsert.upsert_entries(&mut conn)).unwrap();
        let balances: Vec<i64> = batch.iter().map(|entry| entry.row().balance).collect();
        assert_eq!(balances, [10, 1, 10, 10].map(|balance| balance + turn));
        let created: Vec<bool> = batch.iter().map(Entry::is_created).collect();
        assert_eq!(created, [true, false, true, true].map(|is| is && turn == 0));
    }
    run!(execute(
        &mut conn,
        "INSERT INTO accounts VALUES (1, 'x'), (1, 'y'), (2, 'x'), (2, 'y'); \
         INSERT INTO settings (tenant_id, account_number) VALUES (1, 'x'), (2, 'y')"
    ));
    let accounts = [(1, "y"), (1, "x"), (2, "x"), (1, "x")].map(|(tenant_id, number)| Account {
        tenant_id,
        number: number.to_owned(),
    });
    let upsert = Account::setting_of(&accounts)
        .values(settings::theme.eq("new"))
        .set(settings::theme.eq(settings::theme.concat("+")));
    let batch = run!(upsert.upsert_entries(&mut conn)).unwrap();
    let themes: Vec<&str> = batch
        .iter()
        .map(|entry| entry.row().theme.as_str())
        .collect();
    assert_eq!(themes, ["new", "light+", "new", "light+"]);
    let untouched = "SELECT count(*) FROM settings WHERE theme = 'light'";
    assert_eq!(run!(number(&mut conn, untouched)), 1);
}

async fn fields_that_are_none_leave_their_columns_alone() {
    let database = run!(Database::create());
    let (mut conn, statements) = recorded(&database).await;
    let users = add_users(&mut conn, 2).await;
    let notes = |text| Changes {
        status: None,
        notes: Some(text),
    };
    run!(users[0].detail().get_or_create(&mut conn)).unwrap();
    let upsert = User::detail_of(&users).set(notes("n"));
    run!(upsert.upsert(&mut conn)).unwrap();
    // No changes at all are `get_or_create`.
    let first = users[0].clone();
    run!(first.detail().delete(&mut conn)).unwrap();
    statements.take_sent();
    let upsert = User::detail_of(&users).set(Changes::default());
    let batch = run!(upsert.upsert_entries(&mut conn)).unwrap();
    assert_eq!(told(&batch), [(1, "none", true), (2, "n", false)]);
    let sent = statements.take_sent();
    assert!(sent[0].starts_with("SELECT ") || sent[0].starts_with("WITH "));
    assert!(sent.iter().all(|sql| !sql.contains(" SET ")), "{sent:?}");
    let upsert = User::detail_of(&users).set(Changes::default());
    run!(upsert.upsert(&mut conn)).unwrap();
    assert_eq!(statements.take_sent().len(), 1);
    assert_details(&mut conn, 2).await;
}

async fn what_is_refused_is_refused_unsent() {
    let database = run!(Database::create());
    let (mut conn, statements) = recorded(&database).await;
    let users = add_users(&mut conn, 2).await;
    let lost = [None, Some(1)].map(|user_id| Passport {
        id: 1,
        user_id,
        number: String::new(),
    });
    statements.take_sent();
    let notes = user_details::notes.eq("n");
    let key = (user_details::user_id.eq(1), notes);
    let results = [
        run!(User::detail_of(&users).set(key).upsert(&mut conn)),
        run!(
            User::detail_of(&users)
                .values(notes)
                .set(key)
                .upsert(&mut conn)
        ),
        run!(
            User::detail_of(&users)
                .values(key)
                .set(notes)
                .upsert(&mut conn)
        ),
    ];
    for result in results {
        let is_mismatch = matches!(
            result,
            Err(Error::KeyMismatch {
                column: "user_id",
                ..
            })
        );
        assert!(is_mismatch, "{result:?}");
    }
    let upsert = Passport::holder_detail_of(&lost).set(notes);
    let error = run!(upsert.upsert(&mut conn)).unwrap_err();
    assert!(matches!(error, Error::NullKey { .. }), "{error:?}");
    let none: [User; 0] = [];
    let upsert = User::detail_of(&none).set(key);
    assert!(run!(upsert.upsert(&mut conn)).unwrap().is_empty());
    assert_eq!(statements.take_sent(), [] as [&str; 0]);
    let one = User::detail_of(&users[..1]).set(key);
    assert_eq!(run!(one.upsert(&mut conn)).unwrap().rows()[0].notes, "n");
    assert_details(&mut conn, 1).await;
}

async fn errors_of_the_database_are_reported() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (a, b) = (
        new_user(&mut conn, "a").await,
        new_user(&mut conn, "b").await,
    );
    let taken = user_details::status.eq("taken");
    let row = run!(a.detail().set(taken).upsert(&mut conn)).unwrap();
    // Once where the row would be created, once where it would be updated.
    for _ in 0..2 {
        let error = run!(User::detail_of([&b]).set(taken).upsert(&mut conn)).unwrap_err();
        assert!(is_unique_violation(&error), "{error:?}");
        assert_eq!(run!(a.detail().get(&mut conn)).unwrap(), Some(row.clone()));
        run!(b.detail().get_or_create(&mut conn)).unwrap();
    }
    let all = [a, b, unread(99)];
    let upsert = User::detail_of(&all).set(user_details::notes.eq("n"));
    let error = run!(upsert.upsert(&mut conn)).unwrap_err();
    let is_missing = matches!(
        error,
        Error::ParentMissing {
            parent: "users",
            ..
        }
    );
    assert!(is_missing, "{error:?}");
    assert_details(&mut conn, 2).await;
}

async fn upsert_in_a_transaction_is_undone_with_it() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let users = add_users(&mut conn, 2).await;
    let row = run!(users[0].detail().get_or_create(&mut conn)).unwrap();
    run!(execute(&mut conn, "BEGIN"));
    let upsert = User::detail_of(&users).set(user_details::notes.eq("undone"));
    run!(upsert.upsert(&mut conn)).unwrap();
    run!(execute(&mut conn, "ROLLBACK"));
    assert_eq!(run!(users[0].detail().get(&mut conn)).unwrap(), Some(row));
    assert_details(&mut conn, 1).await;
}

tests![
    changes_hold_for_rows_found_and_created,
    changes_are_applied_once_to_each_row_found_and_to_none_created,
    key_in_several_statements_is_changed_once,
    keys_of_text_and_of_two_columns_are_changed_once,
    fields_that_are_none_leave_their_columns_alone,
    what_is_refused_is_refused_unsent,
    errors_of_the_database_are_reported,
    upsert_in_a_transaction_is_undone_with_it,
];
