//! Many rows at once, created with values.

use camshaft::Error;
use diesel::dsl::sql;
use diesel::sql_types::Text;

use super::batch::{add_users, recorded, unread};
use super::{assert_details, is_unique_violation, new_user};
use crate::backend::models::{Account, NewDetail, Owner, OwnerId, User};
use crate::backend::schema::{invoices, settings, user_details, wallets};
use crate::backend::{Database, STATEMENTS_OF_A_BATCH, execute, number};
use crate::flavour::*;

/// What the application inserts elsewhere: `None` is the column's default.
#[derive(Debug, Clone, Copy, Default, Insertable)]
#[diesel(table_name = user_details)]
struct New<'a> {
    status: Option<&'a str>,
    notes: Option<&'a str>,
}

async fn new_rows_hold_the_values_and_rows_that_are_there_keep_theirs() {
    let database = run!(Database::create());
    let (mut conn, statements) = recorded(&database).await;
    let users = add_users(&mut conn, 4).await;
    let theirs = user_details::notes.eq("theirs");
    run!(users[2].detail().values(theirs).get_or_create(&mut conn)).unwrap();
    let wanted = [3, 1, 4, 1, 3].map(unread);
    let values = user_details::notes.eq("ours");
    statements.take_sent();
    let batch = run!(
        User::detail_of(&wanted)
            .values(values)
            .get_or_create(&mut conn)
    )
    .unwrap();
    assert_eq!(statements.take_sent().len(), STATEMENTS_OF_A_BATCH);
    let notes: Vec<_> = batch
        .iter()
        .map(|row| (row.user_id, row.notes.as_str()))
        .collect();
    let (theirs, ours) = ((3, "theirs"), |id| (id, "ours"));
    assert_eq!(notes, [theirs, ours(1), ours(4), ours(1), theirs]);
    let found = User::detail_of(&wanted).values(user_details::notes.eq("never"));
    assert_eq!(
        run!(found.get_or_create(&mut conn)).unwrap().rows().len(),
        3
    );
    assert_eq!(statements.take_sent().len(), 1);
    assert_details(&mut conn, 3).await;
}

/// Their text is taken apart on some servers.
async fn values_may_be_defaults_and_expressions() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let users = add_users(&mut conn, 6).await;
    let given = New {
        status: None,
        notes: Some("given"),
    };
    let rows = run!(
        User::detail_of(&users[..2])
            .values(given)
            .get_or_create(&mut conn)
    )
    .unwrap();
    assert!(
        rows.iter()
            .all(|row| row.notes == "given" && row.status.is_none())
    );
    let rows = User::detail_of(&users[2..4]).values(&New {
        status: None,
        notes: None,
    });
    let rows = run!(rows.get_or_create(&mut conn)).unwrap();
    assert!(rows.iter().all(|row| row.notes == "none"));
    let notes = user_details::notes.eq(sql::<Text>("lower('A, (B')"));
    let rows = User::detail_of(&users[4..]).values((notes, user_details::status.eq(None::<&str>)));
    let rows = run!(rows.get_or_create(&mut conn)).unwrap();
    assert!(rows.iter().all(|row| row.notes == "a, (b"));
    assert_details(&mut conn, 6).await;
}

async fn values_that_are_required_can_be_given() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let users = add_users(&mut conn, 3).await;
    let number = invoices::number.eq("n");
    let batch = run!(
        User::invoice_of(&users)
            .values(number)
            .get_or_create(&mut conn)
    )
    .unwrap();
    let ids: Vec<i64> = batch.iter().map(|invoice| invoice.user_id).collect();
    assert_eq!(ids, [1, 2, 3]);
    assert!(batch.iter().all(|invoice| invoice.number == "n"));
}

async fn keys_of_text_and_of_two_columns_take_values_too() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(&mut conn, "INSERT INTO owners VALUES ('a'), ('b')"));
    let owners = ["b", "a", "b"].map(|id| Owner {
        id: OwnerId(id.to_owned()),
    });
    let balance = wallets::balance.eq(7);
    let batch = run!(
        Owner::wallet_of(&owners)
            .values(balance)
            .get_or_create(&mut conn)
    )
    .unwrap();
    assert_eq!(batch.rows().len(), 2);
    let rows = batch.iter().zip(&owners);
    for (wallet, owner) in rows {
        assert_eq!((&wallet.owner_id, wallet.balance), (&owner.id, 7));
    }
    run!(execute(
        &mut conn,
        "INSERT INTO accounts VALUES (1, 'x'), (1, 'y'), (2, 'x')"
    ));
    let accounts = [(1, "y"), (2, "x"), (1, "x")].map(|(tenant_id, number)| Account {
        tenant_id,
        number: number.to_owned(),
    });
    let dark = settings::theme.eq("dark");
    let batch = run!(
        Account::setting_of(&accounts)
            .values(dark)
            .get_or_create(&mut conn)
    )
    .unwrap();
    for (setting, account) in batch.iter().zip(&accounts) {
        let key = (setting.tenant_id, &setting.account_number);
        assert_eq!(key, (account.tenant_id, &account.number));
        assert_eq!(setting.theme, "dark");
    }
}

async fn key_among_the_values_must_be_each_key() {
    let database = run!(Database::create());
    let (mut conn, statements) = recorded(&database).await;
    let users = add_users(&mut conn, 2).await;
    run!(execute(
        &mut conn,
        "INSERT INTO accounts VALUES (1, 'x'), (1, 'y')"
    ));
    let new = |user_id| NewDetail {
        user_id,
        status: None,
        notes: Some("n"),
    };
    statements.take_sent();
    for values in [new(1), new(2), new(3)] {
        let batch = User::detail_of(&users).values(&values);
        let error = run!(batch.get_or_create(&mut conn)).unwrap_err();
        let is_mismatch = matches!(
            error,
            Error::KeyMismatch {
                column: "user_id",
                ..
            }
        );
        assert!(is_mismatch, "{error:?}");
    }
    assert_eq!(statements.take_sent(), [] as [&str; 0]);
    let twice = [unread(1), unread(1)];
    let batch = User::detail_of(&twice).values(new(1));
    let batch = run!(batch.get_or_create(&mut conn)).unwrap();
    assert_eq!((batch.len(), batch.rows()[0].notes.as_str()), (2, "n"));
    // One column of the key is among the values, the other is not.
    let accounts = ["y", "x"].map(|number| Account {
        tenant_id: 1,
        number: number.to_owned(),
    });
    let values = (settings::theme.eq("dark"), settings::tenant_id.eq(1));
    let batch = run!(
        Account::setting_of(&accounts)
            .values(values)
            .get_or_create(&mut conn)
    )
    .unwrap();
    let numbers: Vec<_> = batch
        .iter()
        .map(|row| row.account_number.as_str())
        .collect();
    assert_eq!(numbers, ["y", "x"]);
    assert_details(&mut conn, 1).await;
}

async fn value_that_another_row_holds_is_the_callers_error() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let owner = new_user(&mut conn, "owner").await;
    let other = new_user(&mut conn, "other").await;
    let taken = user_details::status.eq("taken");
    let row = run!(owner.detail().values(taken).get_or_create(&mut conn)).unwrap();
    let batch = User::detail_of([&other, &owner]).values(taken);
    let error = run!(batch.get_or_create(&mut conn)).unwrap_err();
    assert!(is_unique_violation(&error), "{error:?}");
    assert_eq!(run!(owner.detail().get(&mut conn)).unwrap(), Some(row));
    assert_details(&mut conn, 1).await;
}

async fn more_keys_than_a_statement_has_binds() {
    /// On SQLite 32,766, of which the values take one.
    const KEYS: i64 = 32_766;
    let database = run!(Database::create());
    let (mut conn, _) = recorded(&database).await;
    let users = add_users(&mut conn, KEYS).await;
    let batch = User::detail_of(&users).values(user_details::notes.eq("n"));
    let batch = run!(batch.get_or_create(&mut conn)).unwrap();
    assert_eq!(batch.rows().len(), users.len());
    let others = "SELECT count(*) FROM user_details WHERE notes <> 'n'";
    assert_eq!(run!(number(&mut conn, others)), 0);
    assert_details(&mut conn, KEYS).await;
}

tests![
    new_rows_hold_the_values_and_rows_that_are_there_keep_theirs,
    values_may_be_defaults_and_expressions,
    values_that_are_required_can_be_given,
    keys_of_text_and_of_two_columns_take_values_too,
    key_among_the_values_must_be_each_key,
    value_that_another_row_holds_is_the_callers_error,
    more_keys_than_a_statement_has_binds,
];
