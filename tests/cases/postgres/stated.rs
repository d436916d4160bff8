//! `DEFAULT` for a key: only PostgreSQL is sent the word.

use camshaft::Error;
use diesel::prelude::Insertable;

use crate::backend::schema::passports;
use crate::backend::{Database, Statements};
use crate::common::new_user;
use crate::flavour::*;

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = passports)]
struct NewPassport {
    user_id: Option<i64>,
    number: String,
}

async fn default_for_the_key_is_refused() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let mut new = NewPassport {
        user_id: None,
        number: "n".to_owned(),
    };
    let statements = Statements::default();
    conn.set_instrumentation(statements.recorder());
    let error = run!(user.passport().values(&new).get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(
            error,
            Error::KeyMismatch {
                column: "user_id",
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(statements.take_sent(), [] as [&str; 0]);
    new.user_id = Some(user.id);
    let passport = run!(user.passport().values(&new).get_or_create(&mut conn)).unwrap();
    assert_eq!(
        (passport.user_id, passport.number.as_str()),
        (Some(user.id), "n")
    );
}

tests![default_for_the_key_is_refused];
