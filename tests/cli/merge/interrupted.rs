//! A group is held up by a lock, and the command interrupted.

use std::time::Duration;

use super::*;
#[cfg(any(feature = "postgres", feature = "mysql"))]
use crate::cli::held::until;
use crate::cli::held::{Held, PATIENCE};

const ARGS: &str = "merge --table users --columns email --yes --batch 1";
const USERS: &str = "SELECT group_concat(id) AS value FROM users";

#[cfg(any(feature = "postgres", feature = "mysql"))]
fn assert_stopped(ended: &Ended) {
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        ended.err.contains("stopping after the current transaction"),
        "{ended:?}"
    );
    assert!(
        ended.out.starts_with("users (email): 2 groups merged\n"),
        "{ended:?}"
    );
    assert!(
        ended
            .out
            .contains("\nstopped: 1 group is left; rerun the same command to continue\n"),
        "{ended:?}"
    );
    let run = ended.run();
    let undo = format!("to undo it: camshaft merge --undo {run}\n");
    assert!(ended.out.ends_with(&undo), "{ended:?}");
}

#[test]
fn on_sqlite_the_group_in_hand_is_finished() {
    use diesel::Connection as _;
    use diesel::connection::SimpleConnection as _;

    with_file(|file, camshaft| {
        let mut other = diesel::SqliteConnection::establish(file.to_str().expect("UTF-8"))
            .expect("a connection");
        sqlite::run(
            file,
            "DELETE FROM comments WHERE user_id = 6; DELETE FROM users WHERE id = 6",
        );
        camshaft(&[&MERGE[..], &["--yes", "--limit", "1"]].concat());
        let folder = file.parent().expect("a folder");
        let mut pause = Duration::from_millis(200);
        let ended = loop {
            other
                .batch_execute("BEGIN IMMEDIATE; INSERT INTO users VALUES (6, 'c')")
                .expect("a lock");
            let mut held = Held::start(folder, "app.sqlite", ARGS);
            held.until_it_says("1 group of duplicates");
            // Nothing shows that it waits for the lock, so this may be too early.
            std::thread::sleep(pause);
            held.interrupt();
            other.batch_execute("COMMIT").expect("no lock");
            let ended = held.end();
            if !ended.out.contains("0 groups merged") {
                break ended;
            }
            assert_eq!(of_file(file, USERS), ["1,3,4,5,6"], "no group was in hand");
            sqlite::run(file, "DELETE FROM users WHERE id = 6");
            pause *= 2;
            assert!(pause < PATIENCE, "{ended:?}");
        };
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(
            ended.out.contains("users (email): 1 group merged"),
            "{ended:?}"
        );
        assert_eq!(of_file(file, USERS), ["1,3,5,6"]);
    });
}

#[cfg(feature = "postgres")]
mod postgres {
    use diesel::connection::SimpleConnection as _;
    use diesel::{Connection as _, PgConnection};

    use super::*;
    use crate::cli::case::Database as _;
    use crate::support::postgres::Database;

    /// Holds the second group up, and does something meanwhile.
    fn held_up(meanwhile: impl FnOnce(&Database, &mut Held)) -> (Database, Ended) {
        let database = Database::create();
        database.run(TABLES);
        let mut other = PgConnection::establish(&database.url()).expect("a connection");
        other
            .batch_execute("BEGIN; SELECT FROM users WHERE id = 4 FOR UPDATE")
            .expect("a lock");
        let mut held = Held::start(Path::new("."), &database.url(), ARGS);
        until("a session waits for the lock", || {
            !database.texts(WAITING).is_empty()
        });
        meanwhile(&database, &mut held);
        other.batch_execute("COMMIT").expect("no lock");
        (database, held.end())
    }

    const WAITING: &str = "SELECT pid::text AS value FROM pg_stat_activity \
        WHERE datname = current_database() AND wait_event_type = 'Lock'";

    fn users(database: &Database) -> String {
        database
            .texts("SELECT string_agg(id::text, ',' ORDER BY id) AS value FROM users")
            .concat()
    }

    #[test]
    fn the_group_in_hand_is_finished() {
        let (database, ended) = held_up(|_, held| {
            held.interrupt();
        });
        assert_stopped(&ended);
        assert_eq!(users(&database), "1,3,5,6");
        let undone = run(
            Path::new("."),
            &database.url(),
            &["merge", "--undo", &ended.run()],
        );
        assert_eq!(undone.code, Some(0), "{undone:?}");
        assert_eq!(users(&database), "1,2,3,4,5,6");
    }

    #[test]
    fn pressed_twice_it_ends_at_once() {
        let (database, ended) = held_up(|_, held| {
            held.interrupt();
            held.press();
            until("it ends", || !held.goes_on());
        });
        assert_eq!(
            (ended.code, ended.out.as_str()),
            (Some(130), ""),
            "{ended:?}"
        );
        until("its group is rolled back", || {
            database.texts(WAITING).is_empty()
        });
        assert_eq!(users(&database), "1,3,4,5,6");
    }

    #[test]
    fn a_lost_connection_names_the_run() {
        let (database, ended) = held_up(|database, _| {
            for pid in database.texts(WAITING) {
                database.texts(&format!(
                    "SELECT pg_terminate_backend({pid})::text AS value"
                ));
            }
        });
        assert_eq!(ended.code, Some(2), "{ended:?}");
        let (_, rest) = ended.err.split_once("\nrun ").expect("a run");
        assert!(
            rest.contains(" stopped after 1 group; rerun the same command to continue"),
            "{rest}"
        );
        let (_, command) = rest
            .split_once("to undo the run: camshaft ")
            .expect("a command");
        let args: Vec<_> = command.trim().split(' ').collect();
        let undone = run(Path::new("."), &database.url(), &args);
        assert_eq!(undone.code, Some(0), "{undone:?}");
        assert_eq!(users(&database), "1,2,3,4,5,6");
    }
}

#[cfg(feature = "mysql")]
mod mysql {
    use diesel::connection::SimpleConnection as _;
    use diesel::{Connection as _, MysqlConnection};

    use super::*;
    use crate::cli::case::Database as _;
    use crate::support::mysql::Database;

    #[test]
    fn the_group_in_hand_is_finished() {
        let database = Database::create();
        // Without an index on the key each group waits for every lock on the table.
        database.run(&format!(
            "{TABLES} CREATE INDEX users_email ON users (email)"
        ));
        let mut other = MysqlConnection::establish(&database.url()).expect("a connection");
        other
            .batch_execute("BEGIN; UPDATE comments SET id = 30 WHERE user_id = 4")
            .expect("a lock");
        let mut held = Held::start(Path::new("."), &database.url(), ARGS);
        // While it creates its tables, it may wait for others that create theirs.
        let waiting = format!(
            "SELECT cast(trx_id AS CHAR) AS value FROM information_schema.innodb_trx t \
             JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id \
             WHERE p.db = '{}' AND trx_state = 'LOCK WAIT' AND p.info LIKE '%FOR UPDATE'",
            database.name
        );
        until("a session waits for the lock", || {
            !database.texts(&waiting).is_empty()
        });
        held.interrupt();
        other.batch_execute("COMMIT").expect("no lock");
        let ended = held.end();
        assert_stopped(&ended);
        let users = database.texts("SELECT group_concat(id ORDER BY id) AS value FROM users");
        assert_eq!(users, ["1,3,5,6"]);
    }
}
