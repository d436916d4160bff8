//! What no migration leaves, and a live database may have.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};

use super::*;
use crate::support::postgres::Database;

const UNIQUE_NAMES: &str = "#[derive(camshaft::Model)] #[diesel(table_name = users)] \
    #[camshaft(unique(name))] struct User { name: Option<String> }";

#[test]
fn index_that_was_left_invalid_is_none() {
    let database = Database::create();
    database.run(FIRST);
    database.run("INSERT INTO users VALUES (1, 'a'), (2, 'a')");
    let project = tempfile::tempdir().expect("a folder");
    let project = project.path();
    release(&project.join("old"));
    write(project, "old/src/models.rs", UNIQUE_NAMES);
    let check = || run(project, &database.url(), &["compat", "--running", "old"]);
    let ended = check();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        ended
            .out
            .contains("no unique index on `users (name)` is left"),
        "{ended:?}"
    );
    let mut conn = PgConnection::establish(&database.url()).expect("a connection");
    conn.batch_execute("CREATE UNIQUE INDEX CONCURRENTLY users_name ON users (name)")
        .expect_err("two are equal");
    let ended = check();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        ended
            .out
            .contains("error[unique-gone]: `users_name` on `users (name)` is INVALID"),
        "{ended:?}"
    );
    database.run("DELETE FROM users WHERE id = 2; REINDEX INDEX users_name");
    let ended = check();
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (Some(0), "every release survives\n"),
        "{ended:?}"
    );
}
