//! Keys that stand among the values: the same is taken once, another is refused unsent.

use camshaft::Error;
use diesel::dsl::sql;
use diesel::sql_types::BigInt;

use super::{assert_details, new_user};
use crate::backend::models::{Account, NewDetail, Owner, OwnerId, User};
use crate::backend::schema::{accounts, owners, passports, settings, user_details, wallets};
use crate::backend::{Database, Session, Statements};
use crate::flavour::*;

/// The columns of the last insert, as they were sent.
fn times_in_insert(statements: &Statements, column: &str) -> usize {
    let sent = statements.take_sent();
    let insert = sent.iter().find(|sql| sql.starts_with("INSERT")).unwrap();
    let columns = insert.split(" VALUES ").next().unwrap();
    columns.matches(column).count()
}

fn assert_mismatch<T: std::fmt::Debug>(
    result: Result<T, Error>,
    statements: &Statements,
    expected: &str,
) {
    match result {
        Err(Error::KeyMismatch { column, .. }) => assert_eq!(column, expected),
        other => panic!("a mismatch was expected: {other:?}"),
    }
    assert_eq!(statements.take_sent(), [] as [&str; 0]);
}

async fn set_up(database: &Database) -> (Session, Statements, User) {
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let statements = Statements::default();
    conn.set_instrumentation(statements.recorder());
    (conn, statements, user)
}

async fn equal_key_is_rendered_once() {
    let database = run!(Database::create());
    let (mut conn, statements, user) = set_up(&database).await;
    let new = NewDetail {
        user_id: user.id,
        status: Some("s"),
        notes: None,
    };
    let detail = run!(user.detail().values(&new).get_or_create(&mut conn)).unwrap();
    assert_eq!(
        (detail.user_id, detail.status.as_deref()),
        (user.id, Some("s"))
    );
    assert_eq!(times_in_insert(&statements, "user_id"), 1);
    assert_details(&mut conn, 1).await;
}

async fn another_key_is_refused() {
    let database = run!(Database::create());
    let (mut conn, statements, user) = set_up(&database).await;
    let new = NewDetail {
        user_id: user.id + 1,
        status: None,
        notes: None,
    };
    let result = run!(user.detail().values(&new).get_or_create(&mut conn));
    assert_mismatch(result, &statements, "user_id");
    // Even if the row is there, so that the mistake shows at once.
    run!(user.detail().get_or_create(&mut conn)).unwrap();
    statements.take_sent();
    let result = run!(user.detail().values(&new).get_or_create(&mut conn));
    assert_mismatch(result, &statements, "user_id");
    assert_details(&mut conn, 1).await;
}

async fn expression_for_the_key_is_refused() {
    let database = run!(Database::create());
    let (mut conn, statements, user) = set_up(&database).await;
    let literal = user_details::user_id.eq(sql::<BigInt>(&user.id.to_string()));
    let result = run!(user.detail().values(literal).get_or_create(&mut conn));
    assert_mismatch(result, &statements, "user_id");
    assert_details(&mut conn, 0).await;
}

async fn null_for_a_nullable_key_is_refused() {
    let database = run!(Database::create());
    let (mut conn, statements, user) = set_up(&database).await;
    let null = passports::user_id.eq(None::<i64>);
    let result = run!(user.passport().values(null).get_or_create(&mut conn));
    assert_mismatch(result, &statements, "user_id");
    let same = (
        passports::user_id.eq(Some(user.id)),
        passports::number.eq("n"),
    );
    let passport = run!(user.passport().values(same).get_or_create(&mut conn)).unwrap();
    assert_eq!(
        (passport.user_id, passport.number.as_str()),
        (Some(user.id), "n")
    );
    assert_eq!(times_in_insert(&statements, "user_id"), 1);
}

async fn part_of_a_composite_key_may_be_given() {
    let database = run!(Database::create());
    let (mut conn, statements, _) = set_up(&database).await;
    let account = Account {
        tenant_id: 1,
        number: "x".to_owned(),
    };
    run!(
        diesel::insert_into(accounts::table)
            .values(&account)
            .execute(&mut conn)
    )
    .unwrap();
    statements.take_sent();
    let other = (settings::theme.eq("dark"), settings::account_number.eq("y"));
    let result = run!(account.setting().values(other).get_or_create(&mut conn));
    assert_mismatch(result, &statements, "account_number");
    let same = (settings::theme.eq("dark"), settings::account_number.eq("x"));
    let setting = run!(account.setting().values(same).get_or_create(&mut conn)).unwrap();
    assert_eq!(
        (setting.tenant_id, setting.account_number.as_str()),
        (1, "x")
    );
    assert_eq!(times_in_insert(&statements, "account_number"), 1);
}

/// The struct has a key of a type of its own, the values have the type within, or the other way.
async fn equal_keys_of_different_types_are_equal() {
    let database = run!(Database::create());
    let (mut conn, statements, _) = set_up(&database).await;
    for text in ["plain", "it's, \"odd\" $1 ?\n (", "OwnerId(\"x\")"] {
        let owner = Owner {
            id: OwnerId(text.to_owned()),
        };
        run!(
            diesel::insert_into(owners::table)
                .values(&owner)
                .execute(&mut conn)
        )
        .unwrap();
        let other = (wallets::owner_id.eq("other"), wallets::balance.eq(1));
        statements.take_sent();
        let result = run!(owner.wallet().values(other).get_or_create(&mut conn));
        assert_mismatch(result, &statements, "owner_id");
        let same = (wallets::owner_id.eq(text), wallets::balance.eq(2));
        let wallet = run!(owner.wallet().values(same).get_or_create(&mut conn)).unwrap();
        assert_eq!((wallet.owner_id, wallet.balance), (owner.id.clone(), 2));
        run!(owner.wallet().delete(&mut conn)).unwrap();
        let same = (
            wallets::owner_id.eq(owner.id.clone()),
            wallets::balance.eq(3),
        );
        let wallet = run!(owner.wallet().values(same).get_or_create(&mut conn)).unwrap();
        assert_eq!((wallet.owner_id, wallet.balance), (owner.id, 3));
    }
}

tests![
    equal_key_is_rendered_once,
    another_key_is_refused,
    expression_for_the_key_is_refused,
    null_for_a_nullable_key_is_refused,
    part_of_a_composite_key_may_be_given,
    equal_keys_of_different_types_are_equal,
];
