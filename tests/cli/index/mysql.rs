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
            .contains("attempt 1 of 5: duplicates appeared before it was there"),
        "{ended:?}"
    );
    let users = database.texts("SELECT group_concat(id ORDER BY id) AS value FROM users");
    assert_eq!(users, ["1,2"]);
    let index = "SELECT cast(count(*) AS CHAR) AS value FROM information_schema.statistics \
        WHERE table_schema = DATABASE() AND index_name = 'users_email_key' AND non_unique = 0";
    assert_eq!(database.texts(index), ["1"]);
}
