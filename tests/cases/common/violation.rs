//! Which declared key an error is a violation of.

use std::error::Error as StdError;

use camshaft::{Error, FieldErrors};
use diesel::result::Error as DieselError;

use super::new_user;
use crate::backend::models::{
    Account, AccountUnique, Blob, BlobUnique, OddRow, OddRowUnique, Passport, User, UserDetail,
    UserDetailUnique,
};
use crate::backend::schema::{accounts, blobs, links, odd_rows, passports, settings, user_details};
use crate::backend::{Database, Session};
use crate::flavour::*;

/// Another model of the details, which declares one key of them only.
#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = user_details)]
#[camshaft(unique(status: String, name = label))]
#[expect(dead_code, reason = "never loaded")]
struct Labelled {
    id: i64,
}

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = accounts, primary_key(tenant_id, number))]
#[camshaft(unique(number, tenant_id, name = key))]
#[expect(dead_code, reason = "never loaded")]
struct Keyed {
    #[diesel(column_name = tenant_id)]
    tenant: i64,
    number: String,
}

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = settings)]
#[camshaft(unique(tenant_id, account_number, name = none))]
#[expect(dead_code, reason = "never loaded")]
struct Preference {
    #[diesel(column_name = tenant_id)]
    tenant: i64,
}

async fn insert_detail(conn: &mut Session, id: i64, user: i64, status: &str) -> QueryResult<usize> {
    let row = (
        user_details::id.eq(id),
        user_details::user_id.eq(user),
        user_details::status.eq(status),
    );
    run!(
        diesel::insert_into(user_details::table)
            .values(row)
            .execute(conn)
    )
}

async fn each_key_is_distinguished() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (a, b) = (
        new_user(&mut conn, "a").await.id,
        new_user(&mut conn, "b").await.id,
    );
    insert_detail(&mut conn, 1, a, "x").await.unwrap();
    let id = insert_detail(&mut conn, 1, b, "y").await.unwrap_err();
    let user = insert_detail(&mut conn, 2, a, "y").await.unwrap_err();
    let status = insert_detail(&mut conn, 2, b, "x").await.unwrap_err();
    let found = [&id, &user, &status].map(UserDetail::unique_violation);
    let expected = [
        UserDetailUnique::PrimaryKey,
        UserDetailUnique::UserId,
        UserDetailUnique::Status,
    ];
    assert_eq!(found, expected.map(Some));
    let found = [&id, &user, &status].map(Labelled::unique_violation);
    let expected = [
        Some(LabelledUnique::PrimaryKey),
        None,
        Some(LabelledUnique::Label),
    ];
    assert_eq!(found, expected);
    insert_detail(&mut conn, 2, b, "y").await.unwrap();
    let update = diesel::update(user_details::table.find(1)).set(user_details::status.eq("y"));
    let updated = run!(update.execute(&mut conn)).unwrap_err();
    assert_eq!(
        UserDetail::unique_violation(&updated),
        Some(UserDetailUnique::Status)
    );
}

async fn wrapped_errors_are_looked_through() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (user, other) = (
        new_user(&mut conn, "a").await,
        new_user(&mut conn, "b").await,
    );
    let taken = user_details::status.eq("it's 'taken'");
    run!(user.detail().values(taken).get_or_create(&mut conn)).unwrap();
    let error = run!(other.detail().values(taken).get_or_create(&mut conn)).unwrap_err();
    let status = Some(UserDetailUnique::Status);
    assert!(matches!(error, Error::Database(_)), "{error:?}");
    assert_eq!(UserDetail::unique_violation(&error), status);
    let twice = DieselError::QueryBuilderError(Box::new(error));
    assert_eq!(UserDetail::unique_violation(&twice), status);
    let thrice = Error::Database(twice);
    assert_eq!(UserDetail::unique_violation(&thrice), status);
    let error: Box<dyn StdError + Send + Sync> = Box::new(thrice);
    assert_eq!(UserDetail::unique_violation(&error), status);
    assert_eq!(User::unique_violation(&error), None);
}

async fn composite_keys_are_named_by_all_their_columns() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    for (tenant, number) in [(1, "a"), (1, "b"), (2, "a")] {
        insert_account(&mut conn, tenant, number).await.unwrap();
        insert_setting(&mut conn, tenant, number).await.unwrap();
    }
    let account = insert_account(&mut conn, 1, "b").await.unwrap_err();
    let setting = insert_setting(&mut conn, 1, "b").await.unwrap_err();
    let both = Some(AccountUnique::TenantIdAndNumber);
    assert_eq!(Account::unique_violation(&account), both);
    assert_eq!(Account::unique_violation(&setting), None);
    let primary = Some(KeyedUnique::PrimaryKey);
    assert_eq!(Keyed::unique_violation(&account), primary);
    assert_eq!(Keyed::unique_violation(&setting), None);
    let both = Some(PreferenceUnique::TenantIdAndAccountNumber);
    assert_eq!(Preference::unique_violation(&setting), both);
    assert_eq!(Preference::unique_violation(&account), None);
}

async fn insert_account(conn: &mut Session, tenant: i64, number: &str) -> QueryResult<usize> {
    let row = (accounts::tenant_id.eq(tenant), accounts::number.eq(number));
    run!(
        diesel::insert_into(accounts::table)
            .values(row)
            .execute(conn)
    )
}

async fn insert_setting(conn: &mut Session, tenant: i64, number: &str) -> QueryResult<usize> {
    let row = (
        settings::tenant_id.eq(tenant),
        settings::account_number.eq(number),
    );
    run!(
        diesel::insert_into(settings::table)
            .values(row)
            .execute(conn)
    )
}

async fn keys_of_another_table_on_a_column_of_the_same_name_are_not_meant() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    run!(user.detail().get_or_create(&mut conn)).unwrap();
    run!(user.passport().get_or_create(&mut conn)).unwrap();
    let detail = diesel::insert_into(user_details::table).values(user_details::user_id.eq(user.id));
    let detail = run!(detail.execute(&mut conn)).unwrap_err();
    let passport = diesel::insert_into(passports::table).values(passports::user_id.eq(user.id));
    let passport = run!(passport.execute(&mut conn)).unwrap_err();
    assert_eq!(
        UserDetail::unique_violation(&detail),
        Some(UserDetailUnique::UserId)
    );
    assert!(Passport::unique_violation(&passport).is_some());
    assert_eq!(UserDetail::unique_violation(&passport), None);
    assert_eq!(Passport::unique_violation(&detail), None);
}

async fn odd_names_and_keys_that_are_no_numbers() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let odd = diesel::insert_into(odd_rows::table).values(odd_rows::odd_key.eq(1));
    run!(odd.execute(&mut conn)).unwrap();
    let error = run!(odd.execute(&mut conn)).unwrap_err();
    assert_eq!(OddRow::unique_violation(&error), Some(OddRowUnique::OddKey));
    assert_eq!(OddRowUnique::OddKey.columns(), ["the key, (of) it"]);
    assert_eq!(OddRowUnique::OddKey.fields(), ["odd_key"]);
    let bytes: &[u8] = b"\0'\xff' for key 'x";
    let blob = diesel::insert_into(blobs::table).values(blobs::digest.eq(bytes));
    run!(blob.execute(&mut conn)).unwrap();
    let error = run!(blob.execute(&mut conn)).unwrap_err();
    assert_eq!(Blob::unique_violation(&error), Some(BlobUnique::Digest));
}

async fn other_errors_are_none() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let nowhere = links::group_id.eq(404);
    let foreign = run!(user.link().values(nowhere).get_or_create(&mut conn)).unwrap_err();
    assert_eq!(User::unique_violation(&foreign), None);
    assert_eq!(UserDetail::unique_violation(&foreign), None);
    let mismatch = user_details::user_id.eq(user.id + 1);
    let ours = run!(user.detail().values(mismatch).get_or_create(&mut conn)).unwrap_err();
    assert_eq!(UserDetail::unique_violation(&ours), None);
    let travelling = DieselError::from(ours);
    assert_eq!(UserDetail::unique_violation(&travelling), None);
    assert_eq!(User::unique_violation(&DieselError::NotFound), None);
}

/// What a web handler answers a form with.
async fn violations_are_reported_by_field() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await.id;
    insert_detail(&mut conn, 1, user, "x").await.unwrap();
    let error = insert_detail(&mut conn, 2, user, "y").await.unwrap_err();
    let violated = UserDetail::unique_violation(&error).unwrap();
    assert_eq!(violated.to_string(), "user_id: already taken");
    let mut errors = FieldErrors::from(violated);
    errors.merge(FieldErrors::because(
        KeyedUnique::PrimaryKey,
        "has an account",
    ));
    errors.merge(violated);
    errors.add("user_id", "is unknown");
    let json = serde_json::to_value(&errors).unwrap();
    let expected = serde_json::json!({
        "number": ["has an account"],
        "tenant": ["has an account"],
        "user_id": ["already taken", "is unknown"],
    });
    assert_eq!(json, expected);
    assert_eq!(
        PreferenceUnique::TenantIdAndAccountNumber.to_string(),
        "tenant, account_number: already taken"
    );
    assert_eq!(KeyedUnique::PrimaryKey.columns(), ["tenant_id", "number"]);
}

tests![
    each_key_is_distinguished,
    wrapped_errors_are_looked_through,
    composite_keys_are_named_by_all_their_columns,
    keys_of_another_table_on_a_column_of_the_same_name_are_not_meant,
    odd_names_and_keys_that_are_no_numbers,
    other_errors_are_none,
    violations_are_reported_by_field,
];
