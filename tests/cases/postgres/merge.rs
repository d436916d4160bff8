//! A merge that has to begin again.

use camshaft::merge::Undo;

use crate::backend::{execute, number};
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
async fn rows_of_partitions_are_told_apart() {
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

tests![
    group_whose_rows_changed_is_merged_again,
    rows_of_partitions_are_told_apart,
];
