//! `camshaft::catalog::check` on live databases, and how many queries it takes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use camshaft::catalog::{Arena, Catalog, Drift, Inspect, check, inspect};
use diesel::connection::{InstrumentationEvent, LoadConnection, SimpleConnection};

/// As `catalog!` would have compiled it.
fn compiled<C>(conn: &mut C) -> &'static [Catalog<'static>]
where
    C: LoadConnection,
    C::Backend: Inspect,
{
    let arena = Box::leak(Box::new(Arena::new()));
    Box::leak(Box::new([inspect(conn, arena).expect("a catalog")]))
}

fn found<C>(conn: &mut C, compiled: &[Catalog<'static>], change: &str) -> String
where
    C: LoadConnection + SimpleConnection,
    C::Backend: Inspect,
{
    check(conn, compiled).expect("no drift before the change");
    conn.batch_execute(change).expect("a change");
    let drift = check(conn, compiled).expect_err("drift after the change");
    assert!(matches!(drift, Drift::Differences(_)));
    format!("{drift:?}")
}

/// The number of queries that reading takes.
fn queries<C>(conn: &mut C) -> usize
where
    C: LoadConnection,
    C::Backend: Inspect,
{
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { .. } = event {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    });
    inspect(conn, &Arena::new()).expect("a catalog");
    count.load(Ordering::Relaxed)
}

/// More tables than any of the corpora has.
fn many_tables() -> String {
    let table = |at| {
        format!(
            "CREATE TABLE t{at} (id INTEGER PRIMARY KEY, a INTEGER UNIQUE REFERENCES t0, b TEXT);\n\
             CREATE INDEX t{at}_lower ON t{at} (lower(b)) WHERE a > 0;\n"
        )
    };
    (0..226).map(table).collect()
}

mod sqlite {
    use diesel::{Connection, SqliteConnection};

    use super::*;

    fn connect(script: &str) -> SqliteConnection {
        let mut conn = SqliteConnection::establish(":memory:").expect("a database in memory");
        conn.batch_execute(script).expect("a schema");
        conn
    }

    #[test]
    fn a_changed_index_is_found() {
        let mut conn = connect(
            "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT); CREATE UNIQUE INDEX users_email ON users (email);",
        );
        let compiled = compiled(&mut conn);
        let change = "DROP INDEX users_email; CREATE UNIQUE INDEX users_email ON users (email) WHERE id > 1; CREATE TABLE other (id INTEGER PRIMARY KEY)";
        assert_eq!(
            found(&mut conn, compiled, change),
            "the compiled catalog differs from the database:\n  \
             `users`: index `users_email`: compiled `unique users_email (email)`, \
             live `unique users_email (email) where \"id > 1\"`\n\
             help: run `camshaft print-catalog` and compile again"
        );
    }

    #[test]
    fn a_server_without_a_section_is_no_success() {
        let mut conn = connect("CREATE TABLE users (id INTEGER PRIMARY KEY)");
        let drift = check(&mut conn, &[]).expect_err("no section");
        assert!(matches!(drift, Drift::NoCatalog(_)));
    }

    #[test]
    fn the_number_of_queries_does_not_grow_with_the_tables() {
        assert_eq!(
            queries(&mut connect("CREATE TABLE t0 (id INTEGER PRIMARY KEY)")),
            5
        );
        assert_eq!(queries(&mut connect(&many_tables())), 5);
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use diesel::{Connection, PgConnection};

    use super::*;
    use crate::support::postgres::Database;

    fn connect(database: &Database, script: &str) -> PgConnection {
        database.run(script);
        PgConnection::establish(&database.url()).expect("a connection")
    }

    #[test]
    fn a_changed_column_is_found() {
        let database = Database::create();
        let mut conn = connect(
            &database,
            "CREATE TABLE users (id integer PRIMARY KEY, email text)",
        );
        let compiled = compiled(&mut conn);
        let change =
            "ALTER TABLE users ALTER email SET NOT NULL; ALTER TABLE users ADD UNIQUE (email)";
        assert_eq!(
            found(&mut conn, compiled, change),
            "the compiled catalog differs from the database:\n  \
             `users`: column `email`: compiled `column email: \"text\"`, \
             live `column email: \"text\" not null`\n  \
             `users`: index `users_email_key`: not in the compiled catalog, \
             live `unique users_email_key (email)`\n\
             help: run `camshaft print-catalog` and compile again"
        );
    }

    #[test]
    fn a_transaction_is_left_open_and_usable() {
        let database = Database::create();
        let mut conn = connect(&database, "CREATE TABLE users (id integer PRIMARY KEY)");
        let compiled = compiled(&mut conn);
        conn.begin_test_transaction().expect("a transaction");
        check(&mut conn, compiled).expect("no drift");
        conn.batch_execute("INSERT INTO users VALUES (1)")
            .expect("a usable transaction");
    }

    #[test]
    fn the_number_of_queries_does_not_grow_with_the_tables() {
        let database = Database::create();
        assert_eq!(
            queries(&mut connect(
                &database,
                "CREATE TABLE t0 (id integer PRIMARY KEY)"
            )),
            5
        );
        let database = Database::create();
        assert_eq!(queries(&mut connect(&database, &many_tables())), 5);
    }
}
