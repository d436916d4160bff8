//! A key that is an expression.

use crate::backend::Database;
use crate::backend::models::User;
use crate::common::new_user;
use crate::flavour::*;

async fn row_is_reached_by_an_expression() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "A").await;
    let found = run!(User::by_email_in_lower_case("a@example.com").get(&mut conn)).unwrap();
    assert_eq!(found, Some(user));
    let missing = run!(User::by_email_in_lower_case("A@example.com").get(&mut conn)).unwrap();
    assert_eq!(missing, None);
}

tests![row_is_reached_by_an_expression];
