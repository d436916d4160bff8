//! Values for a row that is created.

use diesel::dsl::sql;
use diesel::sql_types::Text;

use super::{assert_details, new_user};
use crate::backend::models::{NewDetail, User, UserDetail};
use crate::backend::schema::{invoices, profiles, user_details};
use crate::backend::{Database, Session};
use crate::flavour::*;

/// A user without a detail.
async fn fresh(conn: &mut Session) -> User {
    new_user(conn, "a").await
}

/// Asserts what was created.
fn assert_created(detail: &UserDetail, user: &User, status: Option<&str>, notes: &str) {
    assert_eq!(detail.user_id, user.id);
    assert_eq!(detail.status.as_deref(), status);
    assert_eq!(detail.notes, notes);
}

async fn one_column_and_tuples_of_columns() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = fresh(&mut conn).await;
    let one = user.detail().values(user_details::status.eq("new"));
    assert_created(
        &run!(one.get_or_create(&mut conn)).unwrap(),
        &user,
        Some("new"),
        "none",
    );
    run!(user.detail().delete(&mut conn)).unwrap();
    let two = (user_details::status.eq("new"), user_details::notes.eq("n"));
    let two = user.detail().values(two);
    assert_created(
        &run!(two.get_or_create(&mut conn)).unwrap(),
        &user,
        Some("new"),
        "n",
    );
    run!(user.detail().delete(&mut conn)).unwrap();
    let nested = (
        (user_details::status.eq("new"),),
        (user_details::notes.eq("n"),),
    );
    let nested = user.detail().values(nested);
    assert_created(
        &run!(nested.get_or_create(&mut conn)).unwrap(),
        &user,
        Some("new"),
        "n",
    );
    assert_details(&mut conn, 1).await;
}

async fn struct_by_value_and_by_reference() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = fresh(&mut conn).await;
    let new = NewDetail {
        user_id: user.id,
        status: Some("new"),
        notes: Some("n"),
    };
    let borrowed = user.detail().values(&new);
    assert_created(
        &run!(borrowed.get_or_create(&mut conn)).unwrap(),
        &user,
        Some("new"),
        "n",
    );
    run!(user.detail().delete(&mut conn)).unwrap();
    let owned = user.detail().values(new);
    assert_created(
        &run!(owned.get_or_create(&mut conn)).unwrap(),
        &user,
        Some("new"),
        "n",
    );
    assert_details(&mut conn, 1).await;
}

async fn none_in_a_struct_keeps_the_default_of_the_column() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = fresh(&mut conn).await;
    let new = NewDetail {
        user_id: user.id,
        status: None,
        notes: None,
    };
    let created = run!(user.detail().values(&new).get_or_create(&mut conn)).unwrap();
    assert_created(&created, &user, None, "none");
}

async fn none_in_an_equation_is_null() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = fresh(&mut conn).await;
    let null = profiles::bio.eq(None::<String>);
    let profile = run!(user.profile().values(null).get_or_create(&mut conn)).unwrap();
    assert_eq!(profile.bio, None);
}

async fn sql_expressions() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = fresh(&mut conn).await;
    let shouted = user_details::notes.eq(sql::<Text>("upper('a, (b)')"));
    let values = (user_details::status.eq("s"), shouted);
    let created = run!(user.detail().values(values).get_or_create(&mut conn)).unwrap();
    assert_created(&created, &user, Some("s"), "A, (B)");
}

/// One after the other on one connection, where a statement of another shape may be kept.
async fn values_of_alternating_shape() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    for round in 0..3 {
        for (nth, status, notes) in [
            (0, Some("s"), None),
            (1, None, Some("n")),
            (2, Some("t"), Some("m")),
            (3, None, None),
        ] {
            let user = new_user(&mut conn, &format!("{round}/{nth}")).await;
            let status = status.map(|status| format!("{status}{round}"));
            let new = NewDetail {
                user_id: user.id,
                status: status.as_deref(),
                notes,
            };
            let created = run!(user.detail().values(&new).get_or_create(&mut conn)).unwrap();
            assert_created(&created, &user, status.as_deref(), notes.unwrap_or("none"));
        }
    }
    assert_details(&mut conn, 12).await;
}

async fn values_are_not_used_for_a_row_that_is_found() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = fresh(&mut conn).await;
    let row = run!(user.detail().get_or_create(&mut conn)).unwrap();
    let values = user_details::status.eq("never");
    let found = run!(user.detail().values(values).get_or_create_entry(&mut conn)).unwrap();
    assert!(!found.is_created());
    assert_eq!(found.into_row(), row);
}

async fn required_column_comes_from_the_values() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = fresh(&mut conn).await;
    let values = invoices::number.eq("2024-1");
    let invoice = run!(user.invoice().values(values).get_or_create(&mut conn)).unwrap();
    assert_eq!(
        (invoice.user_id, invoice.number.as_str()),
        (user.id, "2024-1")
    );
    assert_eq!(run!(user.invoice().get(&mut conn)).unwrap(), Some(invoice));
}

tests![
    one_column_and_tuples_of_columns,
    struct_by_value_and_by_reference,
    none_in_a_struct_keeps_the_default_of_the_column,
    none_in_an_equation_is_null,
    sql_expressions,
    values_of_alternating_shape,
    values_are_not_used_for_a_row_that_is_found,
    required_column_comes_from_the_values,
];
