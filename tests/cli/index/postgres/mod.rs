//! On PostgreSQL.

mod hidden;
mod left;

use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};

use super::*;
use crate::cli::case::Database as _;
use crate::cli::held::{Ended, Held, until};
use crate::support::postgres::Database;

const TABLES: &str = "CREATE TABLE users (id bigint PRIMARY KEY, email text);
    CREATE TABLE comments (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users);
    INSERT INTO users VALUES (1, 'a'), (2, 'b'), (3, 'c');";

const INDEX: &str = "index --table users --columns email --yes";

fn with_users(more: &str) -> Database {
    let database = Database::create();
    database.run(&format!("{TABLES}\n{more}"));
    database
}

fn connect(database: &Database) -> PgConnection {
    PgConnection::establish(&database.url()).expect("a connection")
}

fn start(database: &Database, args: &str) -> Held {
    Held::start(Path::new("."), &database.url(), args)
}

/// A session that does something to the table and does not end.
fn open(database: &Database, sql: &str) -> PgConnection {
    let mut conn = connect(database);
    conn.batch_execute(sql).expect(sql);
    conn
}

fn end(mut conn: PgConnection) {
    conn.batch_execute("COMMIT").expect("a transaction");
}

/// The session that waits with such a statement.
fn waiting(database: &Database, statement: &str) -> String {
    let query = format!(
        "SELECT pid::text AS value FROM pg_stat_activity WHERE datname = current_database() \
         AND wait_event_type = 'Lock' AND query LIKE '{statement}%'"
    );
    let mut found = String::new();
    until(statement, || {
        found = database.texts(&query).concat();
        !found.is_empty()
    });
    found
}

/// Runs the command beside a writer, who commits once the build waits for it: the merge did not see these rows.
fn run_beside_writer(database: &Database, sql: &str, args: &str) -> Ended {
    let writer = open(database, &format!("BEGIN; {sql}"));
    let held = start(database, args);
    waiting(database, "CREATE UNIQUE INDEX CONCURRENTLY");
    end(writer);
    held.end()
}

fn assert_built(database: &Database, ended: &Ended) {
    assert_eq!(
        (ended.code, indexes(database).as_str()),
        (Some(0), VALID),
        "{ended:?}"
    );
}

fn indexes(database: &Database) -> String {
    let query = "SELECT coalesce(string_agg(concat_ws(' ', c.relname, \
            CASE WHEN i.indisvalid THEN 'valid' ELSE 'INVALID' END, \
            CASE WHEN i.indisready THEN 'ready' END), ', ' ORDER BY c.relname), '') AS value \
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
        WHERE i.indrelid = 'users'::regclass AND NOT i.indisprimary";
    database.texts(query).concat()
}

fn users(database: &Database) -> String {
    database
        .texts("SELECT string_agg(id::text, ',' ORDER BY id) AS value FROM users")
        .concat()
}

const VALID: &str = "users_email_key valid ready";

#[test]
fn duplicates_that_appear_while_it_is_built_are_merged() {
    let database = with_users("");
    let appear = "INSERT INTO users VALUES (4, 'a'); INSERT INTO comments VALUES (1, 4)";
    let ended = run_beside_writer(&database, appear, INDEX);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        ended
            .err
            .contains("attempt 1 of 5: duplicates appeared during the build"),
        "{ended:?}"
    );
    assert!(
        ended
            .err
            .contains("dropping the INVALID index `users_email_key` of an earlier build"),
        "{ended:?}"
    );
    assert!(
        ended.out.contains("comments (user_id): 1 row moved"),
        "{ended:?}"
    );
    assert_eq!(
        (indexes(&database).as_str(), users(&database).as_str()),
        (VALID, "1,2,3")
    );
    let comments = database.texts("SELECT user_id::text AS value FROM comments");
    assert_eq!(comments, ["1"]);
}

#[test]
fn it_ends_after_its_attempts_and_says_what_is_left() {
    let database = with_users("");
    let appear = "INSERT INTO users VALUES (4, 'a')";
    let ended = run_beside_writer(&database, appear, &format!("{INDEX} --attempts 1"));
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (
            Some(1),
            "users (email) is not unique: the index `users_email_key` does not exist; groups of duplicates: 1\n"
        ),
        "{ended:?}"
    );
    assert_eq!(indexes(&database), "");
}

#[test]
fn a_build_that_was_cancelled_is_begun_again() {
    let database = with_users("");
    let writer = open(&database, "BEGIN; INSERT INTO users VALUES (4, 'd')");
    let held = start(&database, INDEX);
    let pid = waiting(&database, "CREATE UNIQUE INDEX CONCURRENTLY");
    database.texts(&format!("SELECT pg_cancel_backend({pid})::text AS value"));
    waiting(&database, "DROP INDEX CONCURRENTLY");
    assert_eq!(indexes(&database), "users_email_key INVALID");
    end(writer);
    let ended = held.end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        ended
            .err
            .contains("attempt 1 of 5: canceling statement due to user request"),
        "{ended:?}"
    );
    assert_eq!(indexes(&database), VALID);
}

#[test]
fn interrupted_it_says_what_is_left() {
    let database = with_users("");
    let writer = open(&database, "BEGIN; INSERT INTO users VALUES (4, 'a')");
    let mut held = start(&database, INDEX);
    waiting(&database, "CREATE UNIQUE INDEX CONCURRENTLY");
    held.interrupt();
    end(writer);
    let ended = held.end();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        ended
            .out
            .ends_with("the index `users_email_key` does not exist; groups of duplicates: 1\n"),
        "{ended:?}"
    );
    assert_eq!(indexes(&database), "");
}

/// As Diesel runs it: the whole file at once.
fn migrate(database: &Database, folder: &Path, name: &str, file: &str) -> diesel::QueryResult<()> {
    let mut folders = std::fs::read_dir(folder).expect("a folder");
    let found = folders.find_map(|entry| {
        let path = entry.expect("an entry").path();
        path.to_str()
            .expect("UTF-8")
            .ends_with(name)
            .then_some(path)
    });
    let path = found.expect("a migration").join(file);
    connect(database).batch_execute(&std::fs::read_to_string(path).expect("a file"))
}

#[test]
fn the_migration_accepts_no_invalid_index() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = with_users("");
    let args = format!("{INDEX} --migration {}", folder.path().display());
    let ended = start(&database, &args).end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let migrate =
        |database: &Database, name: &str, file: &str| migrate(database, folder.path(), name, file);

    // Where `camshaft index` ran.
    migrate(&database, "_create_users_email_key", "up.sql").expect("passed over");
    migrate(&database, "_check_users_email_key", "up.sql").expect("a valid index");
    assert_eq!(indexes(&database), VALID);
    migrate(&database, "_check_users_email_key", "down.sql").expect("nothing");
    migrate(&database, "_create_users_email_key", "down.sql").expect("no index");
    assert_eq!(indexes(&database), "");

    // Where no index is there.
    migrate(&database, "_check_users_email_key", "up.sql").expect_err("no index");
    migrate(&database, "_create_users_email_key", "up.sql").expect("an index");
    migrate(&database, "_check_users_email_key", "up.sql").expect("a valid index");

    // Where one was left INVALID.
    let database = with_users(
        "INSERT INTO users VALUES (4, 'a');\n--- next fails\n\
         CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);",
    );
    migrate(&database, "_create_users_email_key", "up.sql").expect("passed over");
    assert_eq!(indexes(&database), "users_email_key INVALID");
    let error =
        migrate(&database, "_check_users_email_key", "up.sql").expect_err("an INVALID index");
    assert_eq!(
        error.to_string(),
        "the index \"users_email_key\" is missing, not VALID, not unique, or on another table"
    );
    // It is not done before `camshaft index` has built it.
    let ended = start(&database, INDEX).end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    migrate(&database, "_check_users_email_key", "up.sql").expect("a valid index");
}

#[test]
fn in_place_nothing_comes_in_between() {
    let database =
        with_users("INSERT INTO users VALUES (4, 'a'); INSERT INTO comments VALUES (1, 4);");
    let reader = open(
        &database,
        "BEGIN; SELECT FROM comments WHERE id = 1 FOR UPDATE",
    );
    let held = start(&database, &format!("{INDEX} --in-place"));
    waiting(&database, "INSERT INTO %camshaft_merge_archive");
    let url = database.url();
    let writer = std::thread::spawn(move || {
        let mut conn = PgConnection::establish(&url).expect("a connection");
        conn.batch_execute("INSERT INTO users VALUES (5, 'a')")
    });
    waiting(&database, "INSERT INTO users");
    end(reader);
    let ended = held.end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let error = writer.join().expect("a thread").expect_err("a duplicate");
    assert!(error.to_string().contains("users_email_key"), "{error}");
    assert_eq!(
        (indexes(&database).as_str(), users(&database).as_str()),
        (VALID, "1,2,3")
    );
    let undone = run(
        Path::new("."),
        &database.url(),
        &["merge", "--undo", &ended.run()],
    );
    assert_eq!(undone.code, Some(2), "the index is in its way: {undone:?}");
    database.run("DROP INDEX users_email_key");
    let undone = run(
        Path::new("."),
        &database.url(),
        &["merge", "--undo", &ended.run()],
    );
    assert_eq!(
        (undone.code, users(&database).as_str()),
        (Some(0), "1,2,3,4"),
        "{undone:?}"
    );
}

#[test]
fn in_place_it_is_all_or_nothing() {
    let database = with_users(
        "INSERT INTO users VALUES (4, 'a'), (5, 'b');
         CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'row 5 is kept'; END $$;
         CREATE TRIGGER keep BEFORE DELETE ON users FOR EACH ROW WHEN (OLD.id = 5) EXECUTE FUNCTION keep();",
    );
    let ended = start(&database, &format!("{INDEX} --in-place")).end();
    assert_eq!(
        (ended.code, ended.err.as_str()),
        (
            Some(2),
            "error: nothing was changed, as some groups cannot be merged: row 5 is kept\n"
        )
    );
    assert_eq!(
        (indexes(&database).as_str(), users(&database).as_str()),
        ("", "1,2,3,4,5")
    );
    let archive = "SELECT (to_regclass('camshaft_merge_archive') IS NULL)::text AS value";
    assert_eq!(database.texts(archive), ["true"]);
}

#[test]
fn a_group_that_fails_keeps_the_index_from_being_built() {
    let database = with_users(
        "INSERT INTO users VALUES (4, 'a'), (5, 'b');
         CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'row 5 is kept'; END $$;
         CREATE TRIGGER keep BEFORE DELETE ON users FOR EACH ROW WHEN (OLD.id = 5) EXECUTE FUNCTION keep();",
    );
    let ended = start(&database, INDEX).end();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        ended
            .out
            .contains("1 group cannot be merged:\n  'b'::text: row 5 is kept\n"),
        "{ended:?}"
    );
    assert!(
        ended
            .out
            .ends_with("the index `users_email_key` does not exist; groups of duplicates: 1\n"),
        "{ended:?}"
    );
    assert_eq!(users(&database), "1,2,3,5");
}

#[test]
fn a_time_limit_for_statements_does_not_hold_for_the_build() {
    let database = with_users("");
    let name = &database.name;
    database.run(&format!(
        "ALTER DATABASE {name} SET statement_timeout = '200ms'"
    ));
    let writer = open(&database, "BEGIN; INSERT INTO users VALUES (4, 'd')");
    let mut held = start(&database, INDEX);
    waiting(&database, "CREATE UNIQUE INDEX CONCURRENTLY");
    held.assert_goes_on_for(Duration::from_millis(600));
    end(writer);
    let ended = held.end();
    assert_built(&database, &ended);
    assert!(!ended.err.contains("attempt"), "{ended:?}");
}

#[test]
fn an_error_that_comes_again_ends_it() {
    let database = with_users("");
    let long = "INSERT INTO users SELECT 4, string_agg(md5(it::text), '') FROM generate_series(1, 400) AS it";
    let ended = run_beside_writer(&database, long, INDEX);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(
        ended
            .err
            .contains("error: the index `users_email_key` cannot be built: index row "),
        "{ended:?}"
    );
    assert!(
        ended
            .err
            .contains("the index `users_email_key` does not exist; groups of duplicates: 0\n")
            && !ended.err.contains("attempt"),
        "{ended:?}"
    );
    assert_eq!(indexes(&database), "");
}
