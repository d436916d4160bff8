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

    mod stays {
        mod schema {
            diesel::table! {
                stays (id) {
                    id -> Integer,
                    room -> Nullable<Integer>,
                }
            }
        }

        camshaft::catalog! {
            schema = self::schema;

            postgres {
                table stays {
                    column id: "integer" not null;
                    column room: "integer";
                    primary key stays_pkey (id);
                    index stays_room (room) exclusion;
                }
            }
        }
    }

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
    fn a_compiled_exclusion_constraint_does_not_differ() {
        let database = Database::create();
        let mut conn = connect(
            &database,
            "CREATE TABLE stays (id integer PRIMARY KEY, room integer, \
             CONSTRAINT stays_room EXCLUDE USING hash (room WITH =))",
        );
        check(&mut conn, stays::CATALOG).expect("no drift");
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

#[cfg(feature = "mysql")]
mod mysql {
    use diesel::{Connection, MysqlConnection};

    use super::*;
    use crate::support::mysql::Database;

    fn connect(database: &Database, script: &str) -> MysqlConnection {
        database.run(script);
        MysqlConnection::establish(&database.url()).expect("a connection")
    }

    #[test]
    fn a_changed_prefix_is_found() {
        let database = Database::create();
        let mut conn = connect(
            &database,
            "CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(200), UNIQUE KEY users_email (email))",
        );
        let compiled = compiled(&mut conn);
        let change = "ALTER TABLE users DROP KEY users_email, ADD UNIQUE KEY users_email (email(20)), \
                      MODIFY email VARCHAR(200) COLLATE utf8mb4_bin NOT NULL";
        assert_eq!(
            found(&mut conn, compiled, change),
            "the compiled catalog differs from the database:\n  \
             `users`: column `email`: compiled `column email: \"varchar(200)\"`, \
             live `column email: \"varchar(200)\" collate \"utf8mb4_bin\" not null`\n  \
             `users`: index `users_email`: compiled `unique users_email (email)`, \
             live `unique users_email (email prefix 20 collate \"utf8mb4_bin\")`\n\
             help: run `camshaft print-catalog` and compile again"
        );
    }

    #[test]
    fn another_database_of_the_same_shape_does_not_differ() {
        const SHAPE: &str =
            "CREATE TABLE users (id INT PRIMARY KEY, boss INT REFERENCES users (id))";
        let (one, other) = (Database::create(), Database::create());
        let compiled = compiled(&mut connect(&one, SHAPE));
        check(&mut connect(&other, SHAPE), compiled).expect("no drift");
    }

    #[test]
    fn a_transaction_is_left_open_and_usable() {
        let database = Database::create();
        let mut conn = connect(&database, "CREATE TABLE users (id INT PRIMARY KEY)");
        let compiled = compiled(&mut conn);
        conn.begin_test_transaction().expect("a transaction");
        check(&mut conn, compiled).expect("no drift");
        conn.batch_execute("INSERT INTO users VALUES (1)")
            .expect("a usable transaction");
    }

    #[test]
    fn the_number_of_queries_does_not_grow_with_the_tables() {
        let database = Database::create();
        let script = "CREATE TABLE t0 (id INT PRIMARY KEY)";
        assert_eq!(queries(&mut connect(&database, script)), 6);
        let database = Database::create();
        let table = |at| {
            format!(
                "CREATE TABLE t{at} (id INT PRIMARY KEY, a INT UNIQUE REFERENCES t0 (id), b TEXT, KEY (b(9)));\n"
            )
        };
        let script: String = (0..226).map(table).collect();
        assert_eq!(queries(&mut connect(&database, &script)), 6);
    }

    /// The server compares names of databases without case, although they differ by case.
    #[test]
    fn a_database_whose_name_differs_by_case_is_another_one() {
        let database = Database::create();
        let other = database.name.to_uppercase();
        let mut conn = connect(&database, "CREATE TABLE users (id INT PRIMARY KEY)");
        conn.batch_execute(&format!(
            "CREATE DATABASE {other}; CREATE TABLE {other}.users (id INT PRIMARY KEY, a INT); \
             CREATE TABLE {other}.elsewhere (id INT PRIMARY KEY); \
             ALTER TABLE users ADD CONSTRAINT outside FOREIGN KEY (id) REFERENCES {other}.users (id), \
             ADD CONSTRAINT inside FOREIGN KEY (id) REFERENCES users (id)"
        ))
        .expect("another database");
        let [catalog] = compiled(&mut conn) else {
            panic!("one catalog")
        };
        conn.batch_execute(&format!(
            "ALTER TABLE users DROP FOREIGN KEY outside; DROP DATABASE {other}"
        ))
        .expect("no other database");
        let [users] = catalog.tables else {
            panic!("one table: {:?}", catalog.tables)
        };
        assert_eq!(users.columns.len(), 1);
        let schemas = users
            .foreign_keys
            .iter()
            .map(|key| (key.name.expect("a name"), key.ref_schema));
        assert_eq!(
            schemas.collect::<Vec<_>>(),
            [("inside", ""), ("outside", other.as_str())]
        );
    }
}
