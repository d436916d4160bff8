//! Rows that an index hides.

use super::*;
use crate::support::command::camshaft;

/// Makes the index forget the rows that are inserted meanwhile, as one does whose collation has changed.
fn hide(database: &Database, rows: &str) {
    let set = |value: &str| {
        database.run(&format!(
            "UPDATE pg_index SET indisready = {value}, indisvalid = {value}
             WHERE indexrelid = 'users_email_key'::regclass"
        ));
    };
    set("false");
    database.run(rows);
    set("true");
}

#[test]
fn duplicates_that_the_index_hides_are_merged_and_it_is_rebuilt() {
    let database = with_users("CREATE UNIQUE INDEX users_email_key ON users (email);");
    hide(
        &database,
        "INSERT INTO users VALUES (4, 'a'), (5, 'b'), (6, 'd'); INSERT INTO comments VALUES (1, 4), (2, 5)",
    );
    let asked = run(
        Path::new("."),
        &database.url(),
        &["index", "--table", "users", "--columns", "email"],
    );
    assert_eq!((asked.code, asked.out.as_str()), (Some(2), ""), "{asked:?}");
    assert_eq!(users(&database), "1,2,3,4,5,6");
    let ended = start(&database, INDEX).end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        ended
            .err
            .contains("the index `users_email_key` is VALID, but hides 2 groups of duplicates"),
        "{ended:?}"
    );
    assert!(
        ended
            .out
            .contains("rebuilt the index `users_email_key`, which keeps users (email) unique\n"),
        "{ended:?}"
    );
    assert_eq!(
        (indexes(&database).as_str(), users(&database).as_str()),
        (VALID, "1,2,3,6")
    );
    let comments = "SELECT string_agg(user_id::text, ',' ORDER BY id) AS value FROM comments";
    assert_eq!(database.texts(comments), ["1,2"]);
    let again = start(&database, INDEX).end();
    assert!(
        again.code == Some(0) && again.out.starts_with("the index `users_email_key` exists"),
        "{again:?}"
    );
}

#[test]
fn in_place_an_index_that_hides_duplicates_is_rebuilt() {
    let database = with_users("CREATE UNIQUE INDEX users_email_key ON users (email);");
    hide(&database, "INSERT INTO users VALUES (4, 'a')");
    let ended = start(&database, &format!("{INDEX} --in-place")).end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(
        (indexes(&database).as_str(), users(&database).as_str()),
        (VALID, "1,2,3")
    );
}

#[test]
fn duplicates_that_the_index_hides_are_shown() {
    let database = with_users(
        "CREATE UNIQUE INDEX users_email_key ON users (email);
         INSERT INTO users SELECT i, 'user ' || i FROM generate_series(10, 20000) AS i; ANALYZE users;",
    );
    hide(&database, "INSERT INTO users VALUES (4, 'a')");
    // A query of one key reads the index.
    let by_index = "SELECT count(*)::text AS value FROM users WHERE email = 'a'";
    assert_eq!(database.texts(by_index), ["1"]);
    let shown = start(
        &database,
        "duplicates --table users --columns email --where email='a'",
    )
    .end();
    assert_eq!(
        (shown.code, shown.out.as_str()),
        (
            Some(1),
            "email  rows  id\na         2  1, 4\n1 group, 2 rows\n"
        ),
        "{shown:?}"
    );
}

#[test]
fn table_of_which_a_policy_hides_rows_is_refused() {
    let database = with_users("INSERT INTO users VALUES (4, 'a')");
    let role = &database.name;
    database.run(&format!(
        "CREATE ROLE {role}; GRANT SELECT ON users TO {role}; ALTER TABLE users ENABLE ROW LEVEL SECURITY;
         CREATE POLICY few ON users USING (id < 4)"
    ));
    let mut command = camshaft(Path::new("."), &database.url());
    command.env("PGOPTIONS", format!("-c role={role}"));
    let asked = command.args(["duplicates", "--table", "users", "--columns", "email"]);
    let refused = Ended::of(&asked.output().expect("camshaft runs"));
    database.run(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
    assert_eq!(
        (refused.code, refused.err.as_str()),
        (
            Some(2),
            "error: row level security hides rows of `users` from this user\nhelp: connect as a role with BYPASSRLS\n"
        )
    );
}
