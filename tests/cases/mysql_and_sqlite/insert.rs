//! A transaction around parent and children, or a savepoint in the one that is open.

use camshaft::Error;

use crate::backend::models::User;
use crate::backend::schema::user_details;
use crate::backend::{Database, Session, Statements, execute};
use crate::common::insert::new;
use crate::common::{assert_details, is_unique_violation};
use crate::flavour::*;

async fn outer_transaction_survives_a_failure() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let result: Result<User, Error> = run!(conn.transaction(work!(|conn: &mut Session| {
        let status = user_details::status.eq("a");
        let (user, _) = run!(User::insert(new("a")).detail(status).get_result(conn))?;
        let error = run!(User::insert(new("a")).detail(status).get_result(conn)).unwrap_err();
        assert!(is_unique_violation(&error), "{error:?}");
        run!(execute(conn, "UPDATE users SET name = 'still here'"));
        Ok(user)
    })));
    let user = result.unwrap();
    let stored = run!(User::by_id(user.id).get(&mut conn)).unwrap();
    assert_eq!(stored.unwrap().name, "still here");
    assert_details(&mut conn, 1).await;
}

async fn each_statement_is_sent_once() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let statements = Statements::default();
    conn.set_instrumentation(statements.recorder());
    run!(
        User::insert(new("a"))
            .detail(user_details::notes.eq("n"))
            .get_result(&mut conn)
    )
    .unwrap();
    let sent = statements.take_sent();
    let inserts = sent.iter().filter(|sql| sql.starts_with("INSERT "));
    assert_eq!(inserts.count(), 2, "{sent:?}");
}

tests![
    outer_transaction_survives_a_failure,
    each_statement_is_sent_once
];
