//! A merge that has to begin again.

use camshaft::duplicates::KeySpec;
use camshaft::merge::{Merge, MergeError, SoftReference, Undo};

use crate::backend::{Database, Session, execute, number, try_execute};
use crate::common::merge::{merge, with_people};
use crate::flavour::*;

/// A sequence remembers what a transaction that was rolled back did.
async fn group_whose_rows_changed_is_merged_again() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "CREATE SEQUENCE tries;
         CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             IF OLD.id = 3 AND nextval('tries') < 3 THEN RETURN NULL; END IF; RETURN OLD; END $$;
         CREATE TRIGGER keep BEFORE DELETE ON people FOR EACH ROW EXECUTE FUNCTION keep()"
    ));
    let report = run!(merge().merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (2, 0), "{report:?}");
    assert_eq!(run!(number(&mut conn, "SELECT last_value FROM tries")), 3);
    // What the attempts that failed archived and counted is gone.
    let archived = "SELECT count(*) FROM camshaft_merge_archive";
    assert_eq!(
        u64::try_from(run!(number(&mut conn, archived))).unwrap(),
        report.archived
    );
}

/// Partitions number their rows by themselves.
async fn rows_of_partitions_are_distinguished() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "CREATE TABLE parts (person BIGINT REFERENCES people, kind TEXT, body TEXT) PARTITION BY LIST (kind);
         CREATE TABLE parts_a PARTITION OF parts FOR VALUES IN ('a');
         CREATE TABLE parts_b PARTITION OF parts DEFAULT;
         CREATE UNIQUE INDEX ON parts (person, kind);
         INSERT INTO parts VALUES (1, 'a', '1a'), (3, 'b', '3b'), (2, 'a', '2a'), (4, 'b', '4b'), (4, 'c', '4c');
         CREATE TABLE parts_before AS SELECT * FROM parts"
    ));
    let report = run!(merge().merge(&mut conn)).unwrap();
    assert_eq!(report.failed, []);
    let kept = "SELECT count(*) FROM parts WHERE (person, body) IN ((2, '2a'), (2, '3b'), (4, '4b'), (4, '4c'))";
    assert_eq!(run!(number(&mut conn, kept)), 4);
    run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    let same =
        "SELECT count(*) FROM (SELECT * FROM parts INTERSECT SELECT * FROM parts_before) AS same";
    assert_eq!(run!(number(&mut conn, same)), 5);
}

const USERS: &str = "CREATE TABLE users (id bigint PRIMARY KEY, email varchar(50));
    INSERT INTO users VALUES (1, 'a'), (2, 'a');";

async fn with(tables: &str) -> (Database, Session) {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(&mut conn, "DROP TABLE IF EXISTS users CASCADE"));
    run!(execute(&mut conn, tables));
    (database, conn)
}

fn users() -> Merge {
    Merge::new(KeySpec::of_columns("users", ["email"]))
}

async fn count(conn: &mut Session, from: &str) -> i64 {
    run!(number(conn, &format!("SELECT count(*) FROM {from}")))
}

/// Refused before anything is changed, for this reason.
async fn assert_refused(merge: Merge, conn: &mut Session, reason: &str) {
    let error = run!(merge.merge(conn)).unwrap_err();
    assert!(matches!(error, MergeError::Refused(_)), "{error:?}");
    assert!(error.to_string().contains(reason), "{error}");
    let planned = run!(merge.dry_run(conn)).unwrap_err();
    assert_eq!(planned.to_string(), error.to_string());
    run!(try_execute(conn, "SELECT 1 FROM camshaft_merge_archive")).unwrap_err();
}

async fn rows_that_policies_hide_are_not_passed_over() {
    let (database, mut conn) = with(&format!(
        "{USERS} CREATE TABLE notes (id bigint PRIMARY KEY, tenant int, user_id bigint REFERENCES users ON DELETE CASCADE);
         INSERT INTO notes VALUES (1, 1, 2), (2, 2, 2);
         ALTER TABLE notes ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON notes USING (tenant = 1)"
    ))
    .await;
    let role = database.url().rsplit_once('/').unwrap().1.to_owned();
    run!(execute(
        &mut conn,
        &format!(
            "CREATE ROLE {role}; GRANT ALL ON users, notes TO {role}; GRANT CREATE ON SCHEMA public TO {role}; SET ROLE {role}"
        )
    ));
    assert_refused(
        users(),
        &mut conn,
        "row level security limits what this user sees of `notes`",
    )
    .await;
    // The owner too, if it is forced on it; the setting of the session stays as it was.
    assert_eq!(count(&mut conn, "notes").await, 1);
    run!(execute(&mut conn, "RESET ROLE"));
    assert_eq!(count(&mut conn, "notes").await, 2);
    run!(execute(
        &mut conn,
        &format!("DROP OWNED BY {role}; DROP ROLE {role}")
    ));
    let report = run!(users().merge(&mut conn)).unwrap();
    assert_eq!((report.moved(), report.failed.len()), (2, 0));
}

async fn inheritance_and_keys_of_single_partitions_are_refused() {
    let (_database, mut conn) = with(&format!(
        "{USERS} CREATE TABLE admins (level int) INHERITS (users);
         INSERT INTO admins VALUES (3, 'a', 9)"
    ))
    .await;
    assert_refused(
        users(),
        &mut conn,
        "`users` is part of an inheritance (`admins` inherits)",
    )
    .await;
    run!(execute(&mut conn, "DROP TABLE admins"));
    run!(execute(
        &mut conn,
        "CREATE TABLE notes (id bigint, user_id bigint REFERENCES users); CREATE TABLE drafts () INHERITS (notes)"
    ));
    assert_refused(users(), &mut conn, "(`drafts` inherits)").await;
    run!(execute(&mut conn, "DROP TABLE notes CASCADE"));
    run!(execute(
        &mut conn,
        "CREATE TABLE events (at int, user_id bigint) PARTITION BY LIST (at);
         CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
         ALTER TABLE events_1 ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
         INSERT INTO events VALUES (1, 2)"
    ));
    assert_refused(
        users(),
        &mut conn,
        "the partition `events_1` has a foreign key of its own",
    )
    .await;
    assert_eq!(count(&mut conn, "events").await, 1);
}

/// Until PostgreSQL 17 the two may differ.
async fn who_refers_is_asked_by_the_collation_of_the_key() {
    let (_database, mut conn) = with(
        "CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
         CREATE TABLE tags (slug text COLLATE ci PRIMARY KEY, label text);
         CREATE TABLE taggings (id int PRIMARY KEY, tag text REFERENCES tags ON DELETE CASCADE, UNIQUE (tag, id));
         INSERT INTO tags VALUES ('rust', 'r'), ('rust-lang', 'r');
         INSERT INTO taggings VALUES (1, 'RUST-LANG'), (2, 'rust-lang')",
    )
    .await;
    let report = run!(Merge::new(KeySpec::of_columns("tags", ["label"])).merge(&mut conn)).unwrap();
    assert_eq!((report.moved(), report.failed.len()), (2, 0), "{report:?}");
    assert_eq!(count(&mut conn, "taggings WHERE tag = 'rust'").await, 2);
    run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(
        count(&mut conn, "taggings WHERE tag = 'RUST-LANG'").await,
        1
    );
}

async fn class_names_are_found_under_each_setting() {
    for setting in ["on", "off"] {
        let (_database, mut conn) = with(&format!(
            "{USERS} CREATE TABLE notes (id int PRIMARY KEY, subject_type varchar(100), subject_id bigint);
             INSERT INTO notes VALUES (1, 'App' || chr(92) || 'Models' || chr(92) || 'User', 2), (2, 'Team', 2);
             SET standard_conforming_strings = {setting}"
        ))
        .await;
        let user =
            SoftReference::new("notes", "subject_id").only("subject_type", r"App\Models\User");
        let report = run!(users().reference(user).merge(&mut conn)).unwrap();
        assert_eq!((report.moved(), report.failed.len()), (1, 0), "{report:?}");
        assert_eq!(
            count(&mut conn, "notes WHERE id = 1 AND subject_id = 1").await,
            1
        );
        run!(Undo::new(&report.run).run(&mut conn)).unwrap();
        assert_eq!(count(&mut conn, "notes WHERE subject_id = 2").await, 2);
    }
}

async fn references_of_another_type_move_or_are_refused() {
    let (_database, mut conn) = with(&format!(
        "{USERS} CREATE TABLE admin_log (id int PRIMARY KEY, content_type_id int, object_id text, UNIQUE (content_type_id, object_id));
         CREATE TABLE posts (id int PRIMARY KEY, mentions bigint[], at date);
         INSERT INTO admin_log VALUES (1, 4, '2'), (2, 3, '2'), (3, 4, '2-x')"
    ))
    .await;
    let log = || SoftReference::new("admin_log", "object_id").only("content_type_id", "4");
    let report = run!(users().reference(log()).merge(&mut conn)).unwrap();
    assert_eq!((report.moved(), report.failed.len()), (1, 0), "{report:?}");
    assert_eq!(
        count(&mut conn, "admin_log WHERE id = 1 AND object_id = '1'").await,
        1
    );
    run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(count(&mut conn, "admin_log WHERE object_id = '2'").await, 2);
    for (column, reason) in [
        ("mentions", "`posts.mentions` holds several keys"),
        (
            "at",
            "`posts.at` is date, and the key it refers to is bigint",
        ),
    ] {
        let reference = SoftReference::new("posts", column);
        let error = run!(users().reference(reference).merge(&mut conn)).unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
    }
}

async fn uuids_in_text_are_references_too() {
    let (_database, mut conn) = with(
        "CREATE TABLE users (id uuid PRIMARY KEY, email text);
         CREATE TABLE grants (id int PRIMARY KEY, object_pk varchar(255));
         INSERT INTO users VALUES ('00000000-0000-0000-0000-00000000000a', 'a'), ('00000000-0000-0000-0000-00000000000b', 'a');
         INSERT INTO grants VALUES (1, '00000000-0000-0000-0000-00000000000b'), (2, '7')",
    )
    .await;
    let report = run!(
        users()
            .reference(SoftReference::new("grants", "object_pk"))
            .merge(&mut conn)
    )
    .unwrap();
    assert_eq!((report.moved(), report.failed.len()), (1, 0), "{report:?}");
    let moved = "grants WHERE object_pk = '00000000-0000-0000-0000-00000000000a'";
    assert_eq!(count(&mut conn, moved).await, 1);
}

async fn domain_that_is_not_null_keeps_no_row_from_moving_back() {
    let (_database, mut conn) = with(&format!(
        "CREATE DOMAIN nonempty AS text NOT NULL CHECK (VALUE <> '');
         {USERS} CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint REFERENCES users, body nonempty);
         INSERT INTO notes VALUES (1, 2, 'x'), (2, 1, 'y');
         SET array_nulls = off"
    ))
    .await;
    let report = run!(users().merge(&mut conn)).unwrap();
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!((undone.moved_back, undone.left), (1, 0));
    assert_eq!(
        count(&mut conn, "notes WHERE id = 1 AND user_id = 2").await,
        1
    );
}

/// The row that the trigger writes refers to the duplicate, and the cascade takes it along unseen.
async fn cascade_that_no_statement_counted_is_rolled_back() {
    let (_database, mut conn) = with(&format!(
        "{USERS} CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint REFERENCES users);
         CREATE TABLE shadows (id bigint PRIMARY KEY, note_id bigint);
         INSERT INTO notes VALUES (1, 2); INSERT INTO shadows VALUES (1, 1);
         CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM shadows; RETURN OLD; END $$;
         CREATE TRIGGER forget AFTER DELETE ON users FOR EACH ROW EXECUTE FUNCTION forget()"
    ))
    .await;
    let report = run!(users().merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (0, 1), "{report:?}");
    let error = &report.failed[0].error;
    assert!(
        error.starts_with("1 row was changed or deleted in `public.shadows` along"),
        "{error}"
    );
    assert_eq!(count(&mut conn, "shadows").await, 1);
    assert_eq!(count(&mut conn, "users").await, 2);
}

async fn types_in_schemas_outside_of_the_path_are_compared_by_their_own_operators() {
    let (_database, mut conn) = with(
        "CREATE SCHEMA extensions; CREATE EXTENSION citext SCHEMA extensions;
         CREATE TABLE users (id bigint PRIMARY KEY, email extensions.citext);
         INSERT INTO users VALUES (1, 'Ada@x'), (2, 'ada@x')",
    )
    .await;
    let report = run!(users().merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (1, 0), "{report:?}");
    let path = "(SELECT 1 WHERE current_setting('search_path') LIKE '%extensions%') AS path";
    assert_eq!(count(&mut conn, path).await, 0);
}

async fn references_of_schemas_outside_of_the_path_move() {
    let (_database, mut conn) = with(&format!(
        "{USERS} CREATE SCHEMA audit;
         CREATE TABLE audit.users (id bigint PRIMARY KEY, user_id bigint REFERENCES public.users ON DELETE CASCADE);
         INSERT INTO audit.users VALUES (1, 2)"
    ))
    .await;
    let report = run!(users().merge(&mut conn)).unwrap();
    assert_eq!((report.moved(), report.failed.len()), (1, 0), "{report:?}");
    assert_eq!(count(&mut conn, "audit.users WHERE user_id = 1").await, 1);
}

/// Many rows may have the same key under an INVALID index.
async fn index_that_is_invalid_identifies_no_row() {
    let (_database, mut conn) = with(&format!(
        "{USERS} CREATE TABLE notes (code int NOT NULL, user_id bigint NOT NULL REFERENCES users);
         INSERT INTO notes VALUES (1, 1), (1, 2), (2, 2)"
    ))
    .await;
    let index = "CREATE UNIQUE INDEX CONCURRENTLY notes_code ON notes (code)";
    run!(try_execute(&mut conn, index)).unwrap_err();
    let left = "SELECT count(*) FROM pg_index WHERE indexrelid = 'notes_code'::regclass AND NOT indisvalid";
    assert_eq!(run!(number(&mut conn, left)), 1);
    let report = run!(users().merge(&mut conn)).unwrap();
    assert_eq!((report.moved(), report.failed.len()), (2, 0), "{report:?}");
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!((undone.moved_back, undone.left), (2, 0), "{undone:?}");
    let as_it_was = "notes WHERE (code, user_id) IN ((1, 1), (1, 2), (2, 2))";
    assert_eq!(count(&mut conn, as_it_was).await, 3);
    assert_eq!(count(&mut conn, "notes WHERE user_id = 1").await, 1);
}

async fn schemas_that_may_not_be_used_are_named() {
    let (database, mut conn) = with(&format!(
        "{USERS} CREATE SCHEMA audit;
         CREATE TABLE audit.notes (id bigint PRIMARY KEY, user_id bigint REFERENCES public.users ON DELETE CASCADE);
         INSERT INTO audit.notes VALUES (1, 2)"
    ))
    .await;
    let role = database.url().rsplit_once('/').unwrap().1.to_owned();
    run!(execute(
        &mut conn,
        &format!("CREATE ROLE {role}; GRANT ALL ON users TO {role}; SET ROLE {role}")
    ));
    let refused = run!(users().merge(&mut conn));
    run!(execute(
        &mut conn,
        &format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}")
    ));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "the user of this connection lacks USAGE of its schema on `audit.notes`"
    );
    assert_eq!(count(&mut conn, "audit.notes WHERE user_id = 2").await, 1);
}

async fn privileges_are_asked_for_before_rows_are_read() {
    let (database, mut conn) = with(&format!(
        "{USERS} CREATE TABLE log (id int PRIMARY KEY, object_id text); INSERT INTO log VALUES (1, '1,2')"
    ))
    .await;
    let role = database.url().rsplit_once('/').unwrap().1.to_owned();
    run!(execute(
        &mut conn,
        &format!("CREATE ROLE {role}; GRANT ALL ON users TO {role}; SET ROLE {role}")
    ));
    let log = SoftReference::new("log", "object_id");
    let refused = run!(users().reference(log).dry_run(&mut conn));
    run!(execute(
        &mut conn,
        &format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}")
    ));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "the user of this connection lacks SELECT on `log`"
    );
}

tests![
    privileges_are_asked_for_before_rows_are_read,
    schemas_that_may_not_be_used_are_named,
    index_that_is_invalid_identifies_no_row,
    group_whose_rows_changed_is_merged_again,
    rows_of_partitions_are_distinguished,
    rows_that_policies_hide_are_not_passed_over,
    inheritance_and_keys_of_single_partitions_are_refused,
    who_refers_is_asked_by_the_collation_of_the_key,
    class_names_are_found_under_each_setting,
    references_of_another_type_move_or_are_refused,
    uuids_in_text_are_references_too,
    domain_that_is_not_null_keeps_no_row_from_moving_back,
    cascade_that_no_statement_counted_is_rolled_back,
    types_in_schemas_outside_of_the_path_are_compared_by_their_own_operators,
    references_of_schemas_outside_of_the_path_move,
];
