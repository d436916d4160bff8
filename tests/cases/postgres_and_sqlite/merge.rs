//! What partial indexes, indexes on expressions, and triggers that keep a row, make of a merge.

use camshaft::catalog::Backend;

use crate::backend::{BACKEND, Session, execute, number};
use crate::common::merge::{merge, with_people};
use crate::flavour::*;

async fn count(conn: &mut Session, from: &str) -> i64 {
    run!(number(conn, &format!("SELECT count(*) FROM {from}")))
}

async fn rows_beyond_a_predicate_do_not_conflict() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "CREATE TABLE phones (id BIGINT PRIMARY KEY, person_id BIGINT REFERENCES people (id), is_main INT);
         CREATE UNIQUE INDEX phones_main ON phones (person_id) WHERE is_main = 1;
         INSERT INTO phones VALUES (1, 1, 0), (2, 2, 0), (3, 3, 1), (4, 1, 1), (5, 1, 0)"
    ));
    let report = run!(merge().merge(&mut conn)).unwrap();
    assert_eq!(report.failed, []);
    let of_survivor = |rest: &str| format!("phones WHERE person_id = 2 AND is_main = {rest}");
    assert_eq!(count(&mut conn, &of_survivor("0")).await, 3);
    // Of two that are as far from it, the least.
    assert_eq!(count(&mut conn, &of_survivor("1 AND id = 3")).await, 1);
    assert_eq!(count(&mut conn, "phones").await, 4);
}

async fn rows_conflict_in_an_expression_as_well() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "CREATE TABLE labels (id BIGINT NOT NULL PRIMARY KEY, person_id BIGINT REFERENCES people (id), name VARCHAR(20));
         CREATE UNIQUE INDEX labels_name ON labels (person_id, lower(name));
         INSERT INTO labels VALUES (1, 1, 'Red'), (2, 2, 'red'), (3, 3, 'blue'), (4, 3, NULL), (5, 2, NULL)"
    ));
    let report = run!(merge().merge(&mut conn)).unwrap();
    assert_eq!(report.failed, []);
    let left = "labels WHERE person_id = 2 AND id IN (2, 3, 4, 5)";
    assert_eq!(count(&mut conn, left).await, 4);
    assert_eq!(count(&mut conn, "labels").await, 4);
}

async fn row_that_a_trigger_keeps_fails_its_group() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        match BACKEND {
            Backend::Postgres =>
                "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                     IF OLD.id = 3 THEN RETURN NULL; END IF; RETURN OLD; END $$; \
                 CREATE TRIGGER keep BEFORE DELETE ON people FOR EACH ROW EXECUTE FUNCTION keep()",
            _ =>
                "CREATE TRIGGER keep BEFORE DELETE ON people WHEN OLD.id = 3 BEGIN SELECT RAISE(IGNORE); END",
        }
    ));
    let report = run!(merge().merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (1, 1), "{report:?}");
    let error = &report.failed[0].error;
    assert!(
        error.starts_with("2 rows of `people` were archived and 1 changed: "),
        "{error}"
    );
    assert_eq!(count(&mut conn, "people WHERE email = 'a@x'").await, 3);
    assert_eq!(count(&mut conn, "comments WHERE author_id = 3").await, 1);
    let archived = "camshaft_merge_archive WHERE table_name = 'comments'";
    assert_eq!(count(&mut conn, archived).await, 0);
}

tests![
    rows_beyond_a_predicate_do_not_conflict,
    rows_conflict_in_an_expression_as_well,
    row_that_a_trigger_keeps_fails_its_group,
];
