//! Groups that cannot be merged without a loss: nothing of them is changed, and it is told why.

use camshaft::catalog::Backend;
use camshaft::duplicates::KeySpec;
use camshaft::merge::{Merge, Report, Warning};

use super::{count, fingerprint, merge, with_people};
use crate::backend::{BACKEND, Database, Session, execute};
use crate::flavour::*;

/// One group fails, for this reason.
fn assert_failed(report: &Report, groups: u64, reason: &str) {
    assert_eq!(
        (report.groups, report.failed.len()),
        (groups, 1),
        "{report:?}"
    );
    let error = &report.failed[0].error;
    assert!(error.to_lowercase().contains(reason), "{error}");
}

/// A trigger for each row, in the words of the server; PostgreSQL takes the name of a function.
async fn create_trigger(conn: &mut Session, when: &str, body: &str) {
    let statement = match BACKEND {
        Backend::Postgres => format!(
            "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NEW; END $$; \
             CREATE TRIGGER meddle {when} FOR EACH ROW EXECUTE FUNCTION meddle()"
        ),
        _ => format!("CREATE TRIGGER meddle {when} FOR EACH ROW BEGIN {body} END"),
    };
    run!(execute(conn, &statement));
}

async fn what_a_trigger_sets_back_is_not_deleted_with_the_duplicate() {
    let (_database, mut conn) = with_people().await;
    match BACKEND {
        // Whose triggers change no row before it is stored.
        Backend::Sqlite => {
            let back = "UPDATE comments SET author_id = OLD.author_id WHERE id = OLD.id;";
            create_trigger(&mut conn, "AFTER UPDATE ON comments", back).await;
        }
        Backend::Postgres => {
            let back = "NEW.author_id := OLD.author_id;";
            create_trigger(&mut conn, "BEFORE UPDATE ON comments", back).await;
        }
        Backend::Mysql => {
            let back = "SET NEW.author_id = OLD.author_id;";
            create_trigger(&mut conn, "BEFORE UPDATE ON comments", back).await;
        }
    }
    let before = fingerprint(&mut conn).await;
    let planned = run!(merge().dry_run(&mut conn)).unwrap();
    let warned = [Warning::UpdateTrigger {
        table: "comments".to_owned(),
        trigger: "meddle".to_owned(),
    }];
    assert_eq!(planned.warnings, warned);
    let spec = KeySpec {
        predicate: Some("email = 'a@x'".to_owned()),
        ..KeySpec::of_columns("people", ["email"])
    };
    let report = run!(Merge::new(spec).merge(&mut conn)).unwrap();
    assert_failed(
        &report,
        0,
        "rows of comments (author_id) still refer to a duplicate",
    );
    assert_eq!(fingerprint(&mut conn).await, before);
    assert_eq!(count(&mut conn, "camshaft_merge_archive").await, 0);
}

async fn duplicate_that_a_trigger_deletes_is_not_lost() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(
        &mut conn,
        "CREATE TABLE tenants (id INT NOT NULL PRIMARY KEY, slug VARCHAR(20));
         CREATE TABLE rooms (id INT NOT NULL PRIMARY KEY, tenant_id INT, FOREIGN KEY (tenant_id) REFERENCES tenants (id));
         INSERT INTO tenants VALUES (1, 'a'), (2, 'a'), (3, 'a'), (4, 'b'), (5, 'b');
         INSERT INTO rooms VALUES (1, 1), (2, 2), (3, 4)"
    ));
    let delete = "DELETE FROM tenants WHERE id = OLD.tenant_id;";
    create_trigger(&mut conn, "AFTER UPDATE ON rooms", delete).await;
    let merge = Merge::new(KeySpec::of_columns("tenants", ["slug"]));
    let report = run!(merge.merge(&mut conn)).unwrap();
    assert_failed(&report, 1, "rows of `tenants` changed");
    assert_eq!(count(&mut conn, "tenants WHERE slug = 'a'").await, 3);
    assert_eq!(
        count(&mut conn, "rooms WHERE id = 2 AND tenant_id = 2").await,
        1
    );
}

async fn rows_of_the_merged_table_are_no_collision() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(
        &mut conn,
        "CREATE TABLE nodes (
            id INT NOT NULL PRIMARY KEY, slug VARCHAR(20), parent_id INT, name VARCHAR(20), UNIQUE (parent_id, name),
            FOREIGN KEY (parent_id) REFERENCES nodes (id));
         INSERT INTO nodes VALUES (1, 'a', NULL, 'one'), (2, 'a', NULL, 'two');
         INSERT INTO nodes VALUES (3, 'c', 1, 'same'), (4, 'd', 2, 'same'), (5, 'e', 2, 'another')"
    ));
    // They have names of their own in the key that is merged on.
    let merge = Merge::new(KeySpec::of_columns("nodes", ["slug"]));
    let report = run!(merge.merge(&mut conn)).unwrap();
    assert_failed(&report, 0, "");
    assert_eq!(count(&mut conn, "nodes").await, 5);
    assert_eq!(count(&mut conn, "nodes WHERE parent_id = 2").await, 2);
    run!(execute(
        &mut conn,
        "UPDATE nodes SET name = 'other' WHERE id = 4"
    ));
    let report = run!(merge.merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (1, 0), "{report:?}");
    assert_eq!(count(&mut conn, "nodes WHERE parent_id = 1").await, 3);
}

async fn link_with_itself_that_is_referred_to_is_kept() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "CREATE TABLE ties (
            id INT NOT NULL PRIMARY KEY, a_id BIGINT, b_id BIGINT, UNIQUE (a_id, b_id),
            FOREIGN KEY (a_id) REFERENCES people (id), FOREIGN KEY (b_id) REFERENCES people (id));
         CREATE TABLE likes (
            id INT NOT NULL PRIMARY KEY, tie_id INT,
            FOREIGN KEY (tie_id) REFERENCES ties (id) ON DELETE CASCADE);
         INSERT INTO ties VALUES (1, 1, 2), (2, 1, 4);
         INSERT INTO likes VALUES (1, 1), (2, 2)"
    ));
    let report = run!(merge().merge(&mut conn)).unwrap();
    assert_failed(
        &report,
        1,
        "rows of `ties` link a row with itself now, and rows of `likes` refer to them",
    );
    assert_eq!(count(&mut conn, "likes").await, 2);
    assert_eq!(count(&mut conn, "people WHERE email = 'a@x'").await, 3);
    run!(execute(&mut conn, "DELETE FROM likes WHERE id = 1"));
    let report = run!(merge().merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (1, 0), "{report:?}");
    assert_eq!(count(&mut conn, "ties WHERE id = 2 AND a_id = 2").await, 1);
}

/// The archive does not have the rows that a trigger deletes.
async fn rows_that_a_trigger_deletes_are_rolled_back() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "DELETE FROM people WHERE id = 8; DELETE FROM people WHERE id = 7;
         CREATE TABLE logs (id BIGINT NOT NULL PRIMARY KEY, person_id BIGINT); INSERT INTO logs VALUES (1, 1), (2, 3)"
    ));
    let forget = "DELETE FROM logs WHERE person_id = OLD.id;";
    create_trigger(&mut conn, "AFTER DELETE ON people", forget).await;
    let before = fingerprint(&mut conn).await;
    let report = run!(merge().merge(&mut conn)).unwrap();
    assert_failed(&report, 0, "along with the duplicates and not archived");
    assert_eq!(count(&mut conn, "logs").await, 2);
    assert_eq!(fingerprint(&mut conn).await, before);
    // With nothing to delete it does no harm.
    run!(execute(&mut conn, "UPDATE logs SET person_id = 2"));
    let report = run!(merge().merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (1, 0), "{report:?}");
    assert_eq!(count(&mut conn, "logs").await, 2);
}

async fn rows_that_a_trigger_inserts_do_no_harm() {
    let (_database, mut conn) = with_people().await;
    run!(execute(&mut conn, "CREATE TABLE audits (person_id BIGINT)"));
    let audit = "INSERT INTO audits VALUES (OLD.id);";
    create_trigger(&mut conn, "AFTER DELETE ON people", audit).await;
    let report = run!(merge().merge(&mut conn)).unwrap();
    assert_eq!(report.failed, []);
    let audited = u64::try_from(count(&mut conn, "audits").await).unwrap();
    assert_eq!(audited, report.deleted);
}

tests![
    rows_that_a_trigger_deletes_are_rolled_back,
    rows_that_a_trigger_inserts_do_no_harm,
    what_a_trigger_sets_back_is_not_deleted_with_the_duplicate,
    duplicate_that_a_trigger_deletes_is_not_lost,
    rows_of_the_merged_table_are_no_collision,
    link_with_itself_that_is_referred_to_is_kept,
];
