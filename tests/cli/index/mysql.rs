//! On MariaDB.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, MysqlConnection};

use super::*;
use crate::cli::case::Database as _;
use crate::cli::held::{Held, until};
use crate::support::mysql::Database;

#[test]
fn duplicates_that_appear_before_it_is_there_are_merged() {
    let database = Database::create();
    database.run(
        "CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(20)); INSERT INTO users VALUES (1, 'a'), (2, 'b')",
    );
    let mut writer = MysqlConnection::establish(&database.url()).expect("a connection");
    writer
        .batch_execute("BEGIN; INSERT INTO users VALUES (3, 'A')")
        .expect("a row");
    let args = "index --table users --columns email --yes";
    let held = Held::start(Path::new("."), &database.url(), args);
    let waiting = format!(
        "SELECT state AS value FROM information_schema.processlist WHERE db = '{}' AND state LIKE '%metadata lock%'",
        database.name
    );
    until("the build waits", || !database.texts(&waiting).is_empty());
    writer.batch_execute("COMMIT").expect("a transaction");
    let ended = held.end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        ended
            .err
            .contains("attempt 1 of 5: duplicates appeared during the build"),
        "{ended:?}"
    );
    let users = database.texts("SELECT group_concat(id ORDER BY id) AS value FROM users");
    assert_eq!(users, ["1,2"]);
    let index = "SELECT cast(count(*) AS CHAR) AS value FROM information_schema.statistics \
        WHERE table_schema = DATABASE() AND index_name = 'users_email_key' AND non_unique = 0";
    assert_eq!(database.texts(index), ["1"]);
}

/// A user with the database's name, dropped in the end.
struct User<'d>(&'d Database);

impl Drop for User<'_> {
    fn drop(&mut self) {
        self.0.run(&format!("DROP USER {}@'%'", self.0.name));
    }
}

#[test]
fn the_privilege_is_asked_for_before_the_merge() {
    let database = Database::create();
    database.run(
        "CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(20), KEY (email));
         INSERT INTO users VALUES (1, 'a'), (2, 'a')",
    );
    let name = &database.name;
    database.run(&format!(
        "CREATE USER {name}@'%' IDENTIFIED BY 'p';
         GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, CREATE TEMPORARY TABLES, ALTER ON {name}.* TO {name}@'%'"
    ));
    let _user = User(&database);
    let url = database.url();
    let (_, rest) = url.split_once('@').expect("a user");
    let url = format!("mysql://{name}:p@{rest}");
    let args = [
        "index",
        "--table",
        "users",
        "--columns",
        "email",
        "--yes",
        "--this-database-only",
    ];
    let refused = run(Path::new("."), &url, &args);
    assert_eq!(
        (refused.code, refused.err),
        (
            Some(2),
            format!(
                "error: the index `users_email_key` cannot be created on users (email): \
                 the user `{name}@%` lacks the privilege INDEX on the table\n\
                 help: run GRANT INDEX ON `users` TO this user\n"
            )
        )
    );
    let users = "SELECT CAST(count(*) AS CHAR) AS value FROM users";
    assert_eq!(database.texts(users), ["2"]);
    database.run(&format!("GRANT INDEX ON {name}.users TO {name}@'%'"));
    let built = run(Path::new("."), &url, &args);
    assert_eq!(
        (built.code, database.texts(users)),
        (Some(0), vec!["1".to_owned()]),
        "{built:?}"
    );
}
