//! Indexes that builds left behind.

use super::*;

#[test]
fn what_failed_builds_left_is_dropped() {
    let database = with_users(
        "INSERT INTO users VALUES (4, 'a');\n--- next fails\n\
         CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);\n--- next fails\n\
         REINDEX INDEX CONCURRENTLY users_email_key;\n--- next\n\
         CREATE INDEX users_email_key_cc ON users (email);",
    );
    assert_eq!(
        indexes(&database),
        "users_email_key INVALID, users_email_key_cc valid ready, users_email_key_ccnew INVALID"
    );
    let ended = start(&database, INDEX).end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(
        indexes(&database),
        format!("{VALID}, users_email_key_cc valid ready")
    );
    assert_eq!(users(&database), "1,2,3");
}

/// It rejects duplicates already, and is no conflict target.
#[test]
fn one_that_is_ready_but_invalid_is_built_anew() {
    let database = with_users("");
    let reader = open(&database, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");
    let held = start(&database, &format!("{INDEX} --attempts 1"));
    let pid = waiting(&database, "CREATE UNIQUE INDEX CONCURRENTLY");
    assert_eq!(indexes(&database), "users_email_key INVALID ready");
    database.texts(&format!("SELECT pg_cancel_backend({pid})::text AS value"));
    let ended = held.end();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert_eq!(indexes(&database), "", "{ended:?}");
    end(reader);

    let reader = open(&database, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");
    let other = std::thread::spawn({
        let url = database.url();
        move || {
            let mut conn = PgConnection::establish(&url).expect("a connection");
            conn.batch_execute("CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email)")
        }
    });
    let pid = waiting(&database, "CREATE UNIQUE INDEX CONCURRENTLY");
    database.texts(&format!("SELECT pg_cancel_backend({pid})::text AS value"));
    other
        .join()
        .expect("a thread")
        .expect_err("a cancelled build");
    end(reader);
    assert_eq!(indexes(&database), "users_email_key INVALID ready");
    let ended = start(&database, INDEX).end();
    assert_built(&database, &ended);
}

#[test]
fn what_another_session_builds_is_left_to_it() {
    let database = with_users("");
    let writer = open(&database, "BEGIN; INSERT INTO users VALUES (4, 'd')");
    let url = database.url();
    let other = std::thread::spawn(move || {
        let mut conn = PgConnection::establish(&url).expect("a connection");
        conn.batch_execute("CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email)")
    });
    let pid = waiting(&database, "CREATE UNIQUE INDEX CONCURRENTLY");
    let ended = start(&database, INDEX).end();
    assert_eq!(ended.code, Some(2), "{ended:?}");
    let message = format!("error: the index `users_email_key` is being built by process {pid}\n");
    assert!(ended.err.contains(&message), "{ended:?}");
    end(writer);
    other.join().expect("a thread").expect("an index");
    assert_eq!(indexes(&database), VALID);
}

#[test]
fn what_cannot_be_dropped_is_reported() {
    let database = with_users("");
    let name = &database.name;
    database.run(&format!("ALTER DATABASE {name} SET lock_timeout = '200ms'"));
    let writer = open(&database, "BEGIN; INSERT INTO users VALUES (4, 'd')");
    let ended = start(&database, INDEX).end();
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (
            Some(1),
            "users (email) is not unique: INVALID indexes are left: users_email_key; groups of duplicates: 0\n"
        ),
        "{ended:?}"
    );
    assert!(
        ended
            .err
            .contains("warning: canceling statement due to lock timeout"),
        "{ended:?}"
    );
    end(writer);
    let ended = start(&database, INDEX).end();
    assert_built(&database, &ended);
}

/// The server cuts the name to add `_ccnew` to it.
#[test]
fn what_a_rebuild_left_is_known_by_its_key() {
    let name = "users_of_the_first_application_with_an_email_that_is_theirs_key";
    assert_eq!(name.len(), 63);
    let database = with_users(&format!(
        "INSERT INTO users VALUES (4, 'a');\n--- next fails\n\
         CREATE UNIQUE INDEX CONCURRENTLY {name} ON users (email);\n--- next fails\n\
         REINDEX INDEX CONCURRENTLY {name};\n--- next fails\n\
         CREATE UNIQUE INDEX CONCURRENTLY another ON users (email);\n--- next fails\n\
         CREATE UNIQUE INDEX CONCURRENTLY of_another_key ON users ((1));",
    ));
    let left = indexes(&database);
    assert!(
        !left.contains(&format!("{name}_cc")) && left.contains("_ccnew INVALID"),
        "{left}"
    );
    let ended = start(&database, &format!("{INDEX} --name {name}")).end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(
        indexes(&database),
        format!("of_another_key INVALID, {name} valid ready")
    );
}
