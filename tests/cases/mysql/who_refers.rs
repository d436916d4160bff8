//! Merges where more refers than a single database shows, and settings that change what a statement means.

use camshaft::duplicates::KeySpec;
use camshaft::merge::{Databases, Merge, MergeError, Order, Refusal, SoftReference, Undo};

use crate::backend::{Database, Session, execute, number, try_execute};
use crate::flavour::*;

const USERS: &str = "CREATE TABLE people (id BIGINT PRIMARY KEY, email VARCHAR(50), KEY (email));
    INSERT INTO people VALUES (1, 'a'), (2, 'a');";

async fn with(tables: &str) -> (Database, Session) {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(&mut conn, tables));
    (database, conn)
}

fn people() -> Merge {
    Merge::new(KeySpec::of_columns("people", ["email"]))
}

async fn count(conn: &mut Session, from: &str) -> i64 {
    run!(number(conn, &format!("SELECT count(*) FROM {from}")))
}

/// Its own database, and another one beside it that is dropped in the end.
fn beside(database: &Database) -> (String, String) {
    let own = database.url().rsplit_once('/').unwrap().1.to_owned();
    let other = format!("{own}_other");
    (own, other)
}

async fn foreign_keys_of_other_databases_are_followed() {
    let (database, mut conn) = with(USERS).await;
    let (own, other) = beside(&database);
    run!(execute(
        &mut conn,
        &format!(
            "CREATE DATABASE {other};
             CREATE TABLE {other}.notes (id BIGINT PRIMARY KEY, user_id BIGINT,
                FOREIGN KEY (user_id) REFERENCES {own}.people (id) ON DELETE CASCADE);
             CREATE TABLE {other}.people (id BIGINT PRIMARY KEY, email VARCHAR(50));
             INSERT INTO {other}.people VALUES (1, 'a'), (2, 'a');
             INSERT INTO {other}.notes VALUES (1, 1), (2, 2)"
        )
    ));
    let report = run!(people().merge(&mut conn)).unwrap();
    let followed = count(&mut conn, &format!("{other}.notes WHERE user_id = 1")).await;
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    let back = count(&mut conn, &format!("{other}.notes WHERE user_id = 2")).await;
    let others = count(&mut conn, &format!("{other}.people")).await;
    let connected = run!(number(&mut conn, &format!("SELECT DATABASE() = '{own}'")));
    run!(execute(&mut conn, &format!("DROP DATABASE {other}")));
    assert_eq!((report.moved(), report.failed.len()), (1, 0), "{report:?}");
    assert_eq!(report.associations[0].table, format!("{other}.notes"));
    assert_eq!(
        (followed, undone.left, back, others, connected),
        (2, 0, 1, 2, 1)
    );
}

async fn tables_that_this_user_does_not_see_are_not_passed_over() {
    let (database, mut root) = with(&format!(
        "{USERS} CREATE TABLE audit (id BIGINT PRIMARY KEY, user_id BIGINT,
            FOREIGN KEY (user_id) REFERENCES people (id) ON DELETE CASCADE);
         INSERT INTO audit VALUES (1, 1), (2, 2)"
    ))
    .await;
    let (own, _) = beside(&database);
    run!(execute(
        &mut root,
        &format!(
            "CREATE USER {own}@'%'; GRANT CREATE TEMPORARY TABLES ON {own}.* TO {own}@'%';
             GRANT SELECT, UPDATE, DELETE ON people TO {own}@'%';
             GRANT ALL ON camshaft_merge_archive TO {own}@'%'; GRANT ALL ON people_merges TO {own}@'%'"
        )
    ));
    let url = database.url();
    let address = url.rsplit_once('/').unwrap().0.rsplit_once('@').unwrap().1;
    let as_user = format!("mysql://{own}@{address}/{own}");
    let mut conn = run!(Session::establish(&as_user)).unwrap();
    let hidden = |error: &MergeError, sees: bool| matches!(error, MergeError::Refused(Refusal::HiddenTables { sees_database, .. }) if *sees_database == sees);
    for merge in [people(), people().databases(Databases::This)] {
        let error = run!(merge.merge(&mut conn)).unwrap_err();
        assert!(hidden(&error, false), "{error:?}");
    }
    run!(execute(
        &mut root,
        &format!("GRANT SELECT, UPDATE, DELETE ON {own}.* TO {own}@'%'")
    ));
    // What is granted on a whole database holds for sessions that begin afterwards.
    let mut conn = run!(Session::establish(&as_user)).unwrap();
    let error = run!(people().merge(&mut conn)).unwrap_err();
    assert!(hidden(&error, true), "{error:?}");
    assert_eq!(count(&mut root, "audit").await, 2);
    let report = run!(people().databases(Databases::This).merge(&mut conn)).unwrap();
    run!(execute(&mut root, &format!("DROP USER {own}@'%'")));
    assert_eq!((report.moved(), report.failed.len()), (1, 0), "{report:?}");
    assert_eq!(count(&mut root, "audit WHERE user_id = 1").await, 2);
}

async fn engines_without_transactions_are_refused() {
    for (tables, table, engine) in [
        (
            "CREATE TABLE people (id BIGINT PRIMARY KEY, email VARCHAR(50)) ENGINE = MyISAM;",
            "people",
            "MyISAM",
        ),
        (
            "CREATE TABLE people (id BIGINT PRIMARY KEY, email VARCHAR(50));
             CREATE TABLE notes (id BIGINT PRIMARY KEY, user_id BIGINT) ENGINE = MEMORY;
             INSERT INTO notes VALUES (1, 2);",
            "notes",
            "MEMORY",
        ),
    ] {
        let (_database, mut conn) = with(&format!(
            "{tables} INSERT INTO people VALUES (1, 'a'), (2, 'a')"
        ))
        .await;
        let merge = match table {
            "notes" => people().reference(SoftReference::new("notes", "user_id")),
            _ => people(),
        };
        let error = run!(merge.merge(&mut conn)).unwrap_err();
        let expected = format!("`{table}` is stored by {engine}, which has no transactions");
        assert!(error.to_string().starts_with(&expected), "{error}");
        assert_eq!(count(&mut conn, "people").await, 2);
        run!(try_execute(
            &mut conn,
            "SELECT 1 FROM camshaft_merge_archive"
        ))
        .unwrap_err();
    }
}

async fn class_names_are_found_under_each_mode() {
    for mode in [
        "",
        "NO_BACKSLASH_ESCAPES",
        "ANSI_QUOTES,NO_BACKSLASH_ESCAPES",
    ] {
        let (_database, mut conn) = with(&format!(
            "{USERS} CREATE TABLE notes (id BIGINT PRIMARY KEY, subject_type VARCHAR(100), subject_id BIGINT);
             INSERT INTO notes VALUES (1, CONCAT('App', CHAR(92), 'Models', CHAR(92), 'User'), 2), (2, 'Team', 2);
             SET SESSION sql_mode = '{mode}'"
        ))
        .await;
        let user =
            SoftReference::new("notes", "subject_id").only("subject_type", r"App\Models\User");
        let report = run!(people().reference(user).merge(&mut conn)).unwrap();
        assert_eq!(
            (report.moved(), report.failed.len()),
            (1, 0),
            "{mode}: {report:?}"
        );
        assert_eq!(
            count(&mut conn, "notes WHERE id = 1 AND subject_id = 1").await,
            1
        );
        let kept = run!(number(&mut conn, &format!("SELECT @@sql_mode = '{mode}'")));
        assert_eq!(kept, 1, "{mode}");
        run!(Undo::new(&report.run).run(&mut conn)).unwrap();
        assert_eq!(count(&mut conn, "notes WHERE subject_id = 2").await, 2);
    }
}

async fn text_under_another_collation_refers_by_that_of_the_key() {
    let (_database, mut conn) = with(
        "CREATE TABLE people (id VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PRIMARY KEY, email VARCHAR(50), KEY (email));
         INSERT INTO people VALUES ('a', 'x'), ('B', 'x');
         CREATE TABLE notes (id INT PRIMARY KEY, person VARCHAR(20) CHARACTER SET latin1, KEY (person));
         CREATE TABLE log (id INT PRIMARY KEY, person INT);
         INSERT INTO notes VALUES (1, 'b'), (2, 'B'); INSERT INTO log VALUES (1, 2)",
    )
    .await;
    let merge = people()
        .keep(Order::latest("id"))
        .reference(SoftReference::new("notes", "person"))
        .reference(SoftReference::new("log", "person"));
    let report = run!(merge.merge(&mut conn)).unwrap();
    assert_eq!(
        (report.groups, report.moved(), report.failed.len()),
        (1, 1, 0),
        "{report:?}"
    );
    let report = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(report.restored, 1);
    let oldest = people()
        .keep(Order::oldest("id"))
        .reference(SoftReference::new("notes", "person"));
    let report = run!(oldest.merge(&mut conn)).unwrap();
    // 'B' sorts before 'a' there, and is another key than 'b'.
    assert_eq!((report.groups, report.moved()), (1, 0), "{report:?}");
    assert_eq!(
        count(&mut conn, "notes WHERE CAST(person AS BINARY) = 'b'").await,
        1
    );
}

async fn row_with_the_number_0_comes_back() {
    let (_database, mut conn) = with(
        "CREATE TABLE people (id BIGINT AUTO_INCREMENT PRIMARY KEY, email VARCHAR(50), seen INT, born DATE NOT NULL, KEY (email));
         CREATE TABLE notes (id BIGINT PRIMARY KEY, user_id BIGINT, FOREIGN KEY (user_id) REFERENCES people (id));
         SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO';
         INSERT INTO people VALUES (0, 'a', 1, '0000-00-00'), (7, 'a', 2, '2003-01-01');
         INSERT INTO notes VALUES (1, 0); SET SESSION sql_mode = DEFAULT",
    )
    .await;
    let report = run!(people().keep(Order::latest("seen")).merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (1, 0), "{report:?}");
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!((undone.restored, undone.left), (1, 0), "{undone:?}");
    assert_eq!(
        count(
            &mut conn,
            "people WHERE id = 0 AND CAST(born AS CHAR) = '0000-00-00'"
        )
        .await,
        1
    );
    assert_eq!(count(&mut conn, "notes WHERE user_id = 0").await, 1);
}

async fn times_that_renew_themselves_stay() {
    let (_database, mut conn) = with(&format!(
        "{USERS} CREATE TABLE notes (id BIGINT PRIMARY KEY, user_id BIGINT,
            updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
            FOREIGN KEY (user_id) REFERENCES people (id));
         INSERT INTO notes VALUES (1, 2, '2003-05-06 07:08:09')"
    ))
    .await;
    let old = "notes WHERE updated_at = '2003-05-06 07:08:09'";
    let report = run!(people().merge(&mut conn)).unwrap();
    assert_eq!((report.moved(), count(&mut conn, old).await), (1, 1));
    run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(count(&mut conn, &format!("{old} AND user_id = 2")).await, 1);
}

async fn names_with_escapes_come_back() {
    let (_database, mut conn) = with(
        "CREATE TABLE people (id BIGINT PRIMARY KEY, email VARCHAR(50), `ba\\ck` TEXT, `q\" \\b` TEXT, `line\nbreak` TEXT, KEY (email));
         INSERT INTO people VALUES (1, 'a', 'one', 'i', '1'), (2, 'a', 'two', 'ii', '2')",
    )
    .await;
    let report = run!(people().merge(&mut conn)).unwrap();
    run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    let back =
        "people WHERE id = 2 AND `ba\\ck` = 'two' AND `q\" \\b` = 'ii' AND `line\nbreak` = '2'";
    assert_eq!(count(&mut conn, back).await, 1);
}

async fn settings_of_the_session_do_not_change_what_is_merged() {
    for set in [
        "sql_safe_updates = 1",
        "completion_type = CHAIN",
        "sql_select_limit = 1",
        "sql_mode = 'EMPTY_STRING_IS_NULL'",
        "sql_mode = 'ORACLE'",
        "sql_mode = 'PAD_CHAR_TO_FULL_LENGTH'",
    ] {
        let (_database, mut conn) = with(&format!(
            "{USERS} CREATE TABLE notes (id BIGINT PRIMARY KEY, user_id BIGINT, body VARCHAR(9) NOT NULL,
                FOREIGN KEY (user_id) REFERENCES people (id));
             INSERT INTO notes VALUES (1, 2, ''), (2, 2, 'x'), (3, 1, ''); SET SESSION {set}"
        ))
        .await;
        let planned = run!(people().dry_run(&mut conn)).unwrap();
        let report = run!(people().merge(&mut conn)).unwrap();
        assert_eq!(
            (report.groups, report.moved(), report.failed.len()),
            (1, 2, 0),
            "{set}: {report:?}"
        );
        assert_eq!(planned.associations, report.associations, "{set}");
        let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
        assert_eq!(
            (undone.restored, undone.moved_back, undone.left),
            (1, 2, 0),
            "{set}: {undone:?}"
        );
    }
}

/// Rows that a deletion in another database takes along may be hidden as well.
async fn table_that_is_hidden_behind_another_database_is_not_passed_over() {
    let (database, mut root) = with(USERS).await;
    let (own, other) = beside(&database);
    let third = format!("{own}_third");
    run!(execute(
        &mut root,
        &format!(
            "CREATE DATABASE {other}; CREATE DATABASE {third};
             CREATE TABLE {other}.cards (id BIGINT PRIMARY KEY, user_id BIGINT UNIQUE,
                FOREIGN KEY (user_id) REFERENCES {own}.people (id) ON DELETE CASCADE);
             CREATE TABLE {third}.items (id BIGINT PRIMARY KEY, card_id BIGINT,
                FOREIGN KEY (card_id) REFERENCES {other}.cards (id) ON DELETE CASCADE);
             INSERT INTO {other}.cards VALUES (1, 1), (2, 2); INSERT INTO {third}.items VALUES (1, 1), (2, 2);
             CREATE USER {own}@'%'; GRANT PROCESS ON *.* TO {own}@'%';
             GRANT ALL ON {own}.* TO {own}@'%'; GRANT ALL ON {other}.* TO {own}@'%'"
        )
    ));
    let url = database.url();
    let address = url.rsplit_once('/').unwrap().0.rsplit_once('@').unwrap().1;
    let mut conn = run!(Session::establish(&format!(
        "mysql://{own}@{address}/{own}"
    )))
    .unwrap();
    let refused = run!(people().merge(&mut conn));
    let kept = count(&mut root, &format!("{third}.items")).await;
    let report = run!(people().merge(&mut root));
    let moved = count(&mut root, &format!("{third}.items WHERE card_id = 1")).await;
    run!(execute(
        &mut root,
        &format!("DROP USER {own}@'%'; DROP DATABASE {third}; DROP DATABASE {other}")
    ));
    let hidden = matches!(
        refused,
        Err(MergeError::Refused(Refusal::HiddenTables { .. }))
    );
    assert!(hidden, "{refused:?}");
    assert_eq!((kept, moved), (2, 2), "{report:?}");
}

async fn settings_of_the_session_are_set_back() {
    let settings = "SELECT CONCAT_WS('|', @@sql_mode, @@sql_safe_updates, @@sql_select_limit, @@completion_type,
        @@tx_isolation, @@join_cache_level, @@max_recursive_iterations, DATABASE())";
    let (_database, mut conn) = with(&format!(
        "{USERS} SET SESSION sql_mode = 'ANSI_QUOTES', sql_safe_updates = 1, sql_select_limit = 7, join_cache_level = 3;
         SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE"
    ))
    .await;
    run!(execute(&mut conn, &format!("SET @before = ({settings})")));
    let same = format!("SELECT ({settings}) = @before");
    run!(Merge::new(KeySpec::of_columns("nothing", ["email"])).merge(&mut conn)).unwrap_err();
    assert_eq!(run!(number(&mut conn, &same)), 1, "after a refusal");
    let report = run!(people().merge(&mut conn)).unwrap();
    assert_eq!(
        (report.groups, run!(number(&mut conn, &same))),
        (1, 1),
        "after a merge"
    );
    run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(run!(number(&mut conn, &same)), 1, "after an undo");
}

tests![
    foreign_keys_of_other_databases_are_followed,
    tables_that_this_user_does_not_see_are_not_passed_over,
    engines_without_transactions_are_refused,
    class_names_are_found_under_each_mode,
    text_under_another_collation_refers_by_that_of_the_key,
    row_with_the_number_0_comes_back,
    times_that_renew_themselves_stay,
    names_with_escapes_come_back,
    settings_of_the_session_do_not_change_what_is_merged,
    table_that_is_hidden_behind_another_database_is_not_passed_over,
    settings_of_the_session_are_set_back,
];
