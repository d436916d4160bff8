//! Creation that locks the row it refers to.

use camshaft::Error;
use camshaft::catalog::Backend;

use super::{assert_details, new_user};
use crate::backend::schema::user_details;
use crate::backend::{BACKEND, Database, STATEMENTS_OF_A_CREATION, Statements, number};
use crate::flavour::*;

/// Servers with one writer have nothing to lock.
const LOCKS: usize = match BACKEND {
    Backend::Sqlite => 0,
    _ => 1,
};

async fn lock_costs_one_statement_where_the_row_is_created() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let statements = Statements::default();
    conn.set_instrumentation(statements.recorder());
    let created = run!(user.detail().lock_parent().get_or_create(&mut conn)).unwrap();
    let sent = statements.take_sent();
    assert_eq!(sent.len(), STATEMENTS_OF_A_CREATION + LOCKS, "{sent:?}");
    if LOCKS == 1 {
        let clause = match BACKEND {
            Backend::Mysql => " LOCK IN SHARE MODE)",
            _ => " FOR KEY SHARE)",
        };
        assert!(sent[1].contains(clause), "{sent:?}");
    }
    let found = run!(user.detail().lock_parent().get_or_create(&mut conn)).unwrap();
    assert_eq!((found, statements.take_sent().len()), (created, 1));
}

async fn each_way_to_create_can_lock() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let statements = Statements::default();
    conn.set_instrumentation(statements.recorder());
    let locks = |statements: &Statements| {
        let sent = statements.take_sent();
        sent.iter().filter(|sql| sql.contains(" SHARE")).count() - reads_back(&sent)
    };
    let values = user_details::notes.eq("n");
    let user = new_user(&mut conn, "values").await;
    let row = user.detail().lock_parent().values(values);
    let row = run!(row.get_or_create(&mut conn)).unwrap();
    assert_eq!((row.notes.as_str(), locks(&statements)), ("n", LOCKS));
    let user = new_user(&mut conn, "set").await;
    let row = user.detail().values(values).lock_parent().set(values);
    let row = run!(row.upsert(&mut conn)).unwrap();
    assert_eq!((row.notes.as_str(), locks(&statements)), ("n", LOCKS));
    let user = new_user(&mut conn, "insert first").await;
    let row = user.detail().insert_first().lock_parent();
    run!(row.get_or_create(&mut conn)).unwrap();
    assert_eq!(locks(&statements), LOCKS);
}

/// MySQL reads what it wrote with a lock, too.
fn reads_back(sent: &[String]) -> usize {
    let reads = sent
        .iter()
        .filter(|sql| sql.contains("FROM `user_details`"));
    reads.filter(|sql| sql.contains(" SHARE")).count()
}

async fn missing_parent_is_reported_before_anything_is_inserted() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let mut user = new_user(&mut conn, "a").await;
    user.id += 1_000;
    let error = run!(user.detail().lock_parent().get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(
            error,
            Error::ParentMissing {
                parent: "users",
                ..
            }
        ),
        "{error:?}"
    );
    assert_details(&mut conn, 0).await;
    user.id -= 1_000;
    let row = run!(user.detail().lock_parent().get_or_create(&mut conn)).unwrap();
    let rows = format!("SELECT count(*) FROM user_details WHERE id = {}", row.id);
    assert_eq!(run!(number(&mut conn, &rows)), 1);
    if BACKEND == Backend::Postgres {
        assert_eq!(row.id, 1, "a value of the sequence is lost");
    }
}

tests![
    lock_costs_one_statement_where_the_row_is_created,
    each_way_to_create_can_lock,
    missing_parent_is_reported_before_anything_is_inserted,
];
