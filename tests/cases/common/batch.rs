//! Many rows at once.

use camshaft::Error;

use super::{assert_details, new_user};
use crate::backend::models::{Account, Owner, OwnerId, Passport, User, UserDetail};
use crate::backend::schema::user_details;
use crate::backend::{
    Database, MAKE_MANY_ROWS, STATEMENTS_OF_A_BATCH, Session, Statements, execute, number,
};
use crate::flavour::*;

/// More than the binds of one statement: 32,766 on SQLite, 65,535 on PostgreSQL.
const MANY: i64 = 70_000;

/// A user that was not read.
pub(crate) fn unread(id: i64) -> User {
    User {
        id,
        email: String::new(),
        code: String::new(),
        name: String::new(),
    }
}

/// Users with the ids 1 to `last`.
pub(crate) async fn add_users(conn: &mut Session, last: i64) -> Vec<User> {
    let insert = format!(
        "INSERT INTO users (id, email, code) \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last}) \
         SELECT i, CAST(i AS CHAR(9)), CAST(i AS CHAR(9)) FROM n"
    );
    run!(execute(conn, MAKE_MANY_ROWS));
    run!(execute(conn, &insert));
    (1..=last).map(unread).collect()
}

pub(crate) async fn recorded(database: &Database) -> (Session, Statements) {
    let mut conn = run!(database.connect());
    let statements = Statements::default();
    conn.set_instrumentation(statements.recorder());
    (conn, statements)
}

async fn order_and_duplicates_are_kept() {
    let database = run!(Database::create());
    let (mut conn, statements) = recorded(&database).await;
    let users = add_users(&mut conn, 4).await;
    let status = user_details::status.eq("there");
    run!(users[2].detail().values(status).get_or_create(&mut conn)).unwrap();
    let wanted = [3, 1, 4, 1, 3].map(unread);
    statements.take_sent();
    let batch = run!(User::detail_of(&wanted).get_or_create(&mut conn)).unwrap();
    assert_eq!(statements.take_sent().len(), STATEMENTS_OF_A_BATCH);
    assert_eq!(batch.len(), 5);
    assert_eq!(batch.rows().len(), 3);
    assert_eq!(batch.positions()[0], batch.positions()[4]);
    for (user, detail) in wanted.iter().zip(&batch) {
        assert_eq!(user.id, detail.user_id);
        assert_eq!(detail.status.is_some(), user.id == 3);
    }
    assert_details(&mut conn, 3).await;
}

/// Their equality is the server's: they are told apart by it, not here.
async fn keys_of_text_and_of_two_columns_keep_order_and_duplicates() {
    let database = run!(Database::create());
    let (mut conn, statements) = recorded(&database).await;
    run!(execute(&mut conn, "INSERT INTO owners VALUES ('a'), ('b')"));
    let owners = ["b", "a", "b"].map(|id| Owner {
        id: OwnerId(id.to_owned()),
    });
    statements.take_sent();
    let batch = run!(Owner::wallet_of(&owners).get_or_create(&mut conn)).unwrap();
    assert_eq!(statements.take_sent().len(), 3);
    assert_eq!(batch.rows().len(), 2);
    assert!(
        owners
            .iter()
            .zip(&batch)
            .all(|(owner, wallet)| owner.id == wallet.owner_id)
    );

    run!(execute(
        &mut conn,
        "INSERT INTO accounts VALUES (1, 'x'), (2, 'x')"
    ));
    let accounts = [2, 1, 2].map(|tenant_id| Account {
        tenant_id,
        number: "x".to_owned(),
    });
    statements.take_sent();
    let batch = run!(Account::setting_of(&accounts).get_or_create(&mut conn)).unwrap();
    assert_eq!(statements.take_sent().len(), 3);
    assert_eq!(batch.rows().len(), 2);
    let tenants: Vec<i64> = batch.iter().map(|setting| setting.tenant_id).collect();
    assert_eq!(tenants, [2, 1, 2]);
}

async fn rows_that_are_there_cost_one_statement() {
    let database = run!(Database::create());
    let (mut conn, statements) = recorded(&database).await;
    let users = add_users(&mut conn, 3).await;
    let created = run!(User::detail_of(&users).get_or_create(&mut conn)).unwrap();
    statements.take_sent();
    let found = run!(User::detail_of(&users).get_or_create(&mut conn)).unwrap();
    assert_eq!(statements.take_sent().len(), 1);
    let ids =
        |batch: &camshaft::Batch<UserDetail>| batch.iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids(&found), ids(&created));
}

async fn get_leaves_out_what_is_not_there() {
    let database = run!(Database::create());
    let (mut conn, statements) = recorded(&database).await;
    let users = add_users(&mut conn, 3).await;
    let row = run!(users[1].detail().get_or_create(&mut conn)).unwrap();
    statements.take_sent();
    let found = run!(User::detail_of(&users).get(&mut conn)).unwrap();
    assert_eq!(statements.take_sent().len(), 1);
    assert_eq!(found.iter().collect::<Vec<_>>(), [None, Some(&row), None]);
    assert_details(&mut conn, 1).await;
}

async fn nothing_is_sent_for_no_keys() {
    let database = run!(Database::create());
    let (mut conn, statements) = recorded(&database).await;
    let none: [User; 0] = [];
    assert!(
        run!(User::detail_of(&none).get(&mut conn))
            .unwrap()
            .is_empty()
    );
    assert!(
        run!(User::detail_of(&none).get_or_create(&mut conn))
            .unwrap()
            .is_empty()
    );
    assert_eq!(statements.take_sent(), [] as [&str; 0]);
}

async fn more_keys_than_a_statement_has_binds() {
    let database = run!(Database::create());
    let (mut conn, statements) = recorded(&database).await;
    let mut users = add_users(&mut conn, MANY).await;
    run!(execute(
        &mut conn,
        "INSERT INTO user_details (user_id) SELECT id FROM users WHERE id % 2 = 0"
    ));
    users.reverse();
    statements.take_sent();
    let batch = run!(User::detail_of(&users).get_or_create(&mut conn)).unwrap();
    let sent = statements.take_sent().len();
    assert!(
        sent <= crate::backend::statements_of_a_batch(MANY),
        "{sent}"
    );
    assert!(
        users
            .iter()
            .zip(&batch)
            .all(|(user, detail)| user.id == detail.user_id)
    );
    assert_details(&mut conn, MANY).await;
}

async fn integers_of_all_sizes_keep_their_value() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    // The second is the first integer that a floating-point number cannot hold.
    let ids = [i64::MIN, 9_007_199_254_740_993, -1, i64::MAX];
    for id in ids {
        let insert = format!("INSERT INTO users (id, email, code) VALUES ({id}, '{id}', '{id}')");
        run!(execute(&mut conn, &insert));
    }
    let users = ids.map(unread);
    let batch = run!(User::detail_of(&users).get_or_create(&mut conn)).unwrap();
    let keys: Vec<i64> = batch.iter().map(|detail| detail.user_id).collect();
    assert_eq!(keys, ids);
    assert_details(&mut conn, 4).await;
}

async fn null_keys_have_no_row_and_cannot_get_one() {
    let database = run!(Database::create());
    let (mut conn, statements) = recorded(&database).await;
    let user = new_user(&mut conn, "a").await;
    let row = run!(user.detail().get_or_create(&mut conn)).unwrap();
    let passport = |user_id| Passport {
        id: 0,
        user_id,
        number: String::new(),
    };
    let passports = [passport(None), passport(Some(user.id)), passport(None)];
    let found = run!(Passport::holder_detail_of(&passports).get(&mut conn)).unwrap();
    assert_eq!(found.iter().collect::<Vec<_>>(), [None, Some(&row), None]);
    statements.take_sent();
    let error = run!(Passport::holder_detail_of(&passports).get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(
            error,
            Error::NullKey {
                table: "user_details"
            }
        ),
        "{error:?}"
    );
    assert_eq!(statements.take_sent(), [] as [&str; 0]);
}

async fn one_missing_parent_keeps_all_from_being_created() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let mut users = add_users(&mut conn, 2).await;
    users.push(unread(99));
    let error = run!(User::detail_of(&users).get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(
            error,
            Error::ParentMissing {
                table: "user_details",
                parent: "users",
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(
        run!(number(&mut conn, "SELECT count(*) FROM user_details")),
        0
    );
}

tests![
    order_and_duplicates_are_kept,
    keys_of_text_and_of_two_columns_keep_order_and_duplicates,
    rows_that_are_there_cost_one_statement,
    get_leaves_out_what_is_not_there,
    nothing_is_sent_for_no_keys,
    more_keys_than_a_statement_has_binds,
    integers_of_all_sizes_keep_their_value,
    null_keys_have_no_row_and_cannot_get_one,
    one_missing_parent_keeps_all_from_being_created,
];
