//! A merge that has to begin again.

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

tests![group_whose_rows_changed_is_merged_again];
