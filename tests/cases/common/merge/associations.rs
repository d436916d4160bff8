//! What refers to duplicates.

use camshaft::duplicates::KeySpec;
use camshaft::merge::{End, Merge, Order, SoftReference, Undo};

use super::{association, count, fingerprint, merge, with_people};
use crate::backend::{Database, execute, number};
use crate::flavour::*;

async fn of_two_details_one_stays_with_the_items_of_both() {
    let (_database, mut conn) = with_people().await;
    let report = run!(merge().merge(&mut conn)).unwrap();
    assert_eq!(
        (report.groups, report.deleted, report.failed.len()),
        (2, 3, 0)
    );
    assert_eq!(report.end, End::Complete);
    assert_eq!(association(&report, "details", "person_id"), (0, 2));
    assert_eq!(association(&report, "items", "detail_id"), (2, 0));
    assert_eq!(
        count(&mut conn, "details WHERE id = 20 AND person_id = 2").await,
        1
    );
    assert_eq!(count(&mut conn, "details").await, 1);
    assert_eq!(count(&mut conn, "items WHERE detail_id = 20").await, 3);
    let archived = "camshaft_merge_archive WHERE kind = 'deleted' AND table_name = 'details'";
    assert_eq!(count(&mut conn, archived).await, 2);
    assert_eq!(
        run!(number(
            &mut conn,
            "SELECT id FROM people WHERE email = 'a@x'"
        )),
        2
    );
    assert_eq!(count(&mut conn, "comments WHERE author_id = 2").await, 3);
}

async fn of_conflicting_memberships_the_best_stays() {
    let (_database, mut conn) = with_people().await;
    let merge = merge().keep_of("memberships", Order::latest("level"));
    let report = run!(merge.merge(&mut conn)).unwrap();
    assert_eq!(association(&report, "memberships", "person_id"), (2, 2));
    assert_eq!(
        count(
            &mut conn,
            "memberships WHERE person_id = 2 AND team_id = 1 AND level = 9"
        )
        .await,
        1
    );
    assert_eq!(count(&mut conn, "memberships WHERE person_id = 2").await, 2);
    let archived = "camshaft_merge_archive WHERE kind = 'deleted' AND table_name = 'memberships'";
    assert_eq!(count(&mut conn, archived).await, 2);
}

async fn survivors_own_membership_stays_unless_it_is_said() {
    let (_database, mut conn) = with_people().await;
    run!(merge().merge(&mut conn)).unwrap();
    assert_eq!(
        count(
            &mut conn,
            "memberships WHERE person_id = 2 AND team_id = 1 AND level = 3"
        )
        .await,
        1
    );
}

async fn managers_are_repointed_and_nobody_is_their_own() {
    let (_database, mut conn) = with_people().await;
    run!(merge().merge(&mut conn)).unwrap();
    assert_eq!(count(&mut conn, "people WHERE manager_id = id").await, 0);
    assert_eq!(
        count(&mut conn, "people WHERE id = 2 AND manager_id IS NULL").await,
        1
    );
    assert_eq!(
        count(&mut conn, "people WHERE id IN (4, 6) AND manager_id = 2").await,
        2
    );
    assert_eq!(
        count(&mut conn, "people WHERE id = 7 AND manager_id = 5").await,
        1
    );
}

async fn links_of_the_group_with_itself_are_archived() {
    let (_database, mut conn) = with_people().await;
    run!(merge().merge(&mut conn)).unwrap();
    assert_eq!(count(&mut conn, "follows").await, 2);
    assert_eq!(
        count(&mut conn, "follows WHERE a_id = 2 AND b_id = 4").await,
        1
    );
    assert_eq!(
        count(&mut conn, "follows WHERE a_id = 4 AND b_id = 2").await,
        1
    );
}

async fn references_without_a_foreign_key_move_if_they_are_named() {
    let (_database, mut conn) = with_people().await;
    let person = SoftReference::new("notes", "subject_id").only("subject_type", "Person");
    let report = run!(merge().reference(person).merge(&mut conn)).unwrap();
    assert_eq!(association(&report, "notes", "subject_id"), (2, 0));
    assert_eq!(
        count(
            &mut conn,
            "notes WHERE subject_id = 2 AND subject_type = 'Person'"
        )
        .await,
        2
    );
    assert_eq!(
        count(
            &mut conn,
            "notes WHERE subject_id = 1 AND subject_type = 'Team'"
        )
        .await,
        1
    );
}

async fn reference_that_is_named_twice_counts_once() {
    let (_database, mut conn) = with_people().await;
    let note = || SoftReference::new("notes", "subject_id").only("subject_type", "Person");
    // The first has a foreign key, which the server tells of.
    let merge = merge()
        .reference(SoftReference::new("follows", "a_id"))
        .reference(note())
        .reference(SoftReference::new("tags", "id"))
        .reference(note());
    let planned = run!(merge.dry_run(&mut conn)).unwrap();
    let report = run!(merge.merge(&mut conn)).unwrap();
    assert_eq!(association(&report, "notes", "subject_id"), (2, 0));
    assert_eq!(planned.associations, report.associations);
    assert_eq!(report.failed, []);
}

async fn references_to_another_unique_column_move() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "INSERT INTO tags VALUES (1, 'c1'), (2, 'c4')"
    ));
    // The survivor has no code: the group cannot be merged, and nothing of it was.
    let before = fingerprint(&mut conn).await;
    let spec = KeySpec {
        predicate: Some("email = 'a@x'".to_owned()),
        ..KeySpec::of_columns("people", ["email"])
    };
    let merge = Merge::new(spec).keep(Order::latest("updated_at"));
    let report = run!(merge.merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (0, 1), "{report:?}");
    let error = &report.failed[0].error;
    assert!(error.contains("has no value in"), "{error}");
    assert_eq!(fingerprint(&mut conn).await, before);
    run!(execute(
        &mut conn,
        "UPDATE people SET code = 'c2' WHERE id = 2"
    ));
    let report = run!(merge.merge(&mut conn)).unwrap();
    assert_eq!(report.failed, []);
    assert_eq!(
        count(&mut conn, "tags WHERE id = 1 AND code = 'c2'").await,
        1
    );
    assert_eq!(count(&mut conn, "tags WHERE code = 'c4'").await, 1);
}

async fn composite_foreign_keys_move() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(
        &mut conn,
        "CREATE TABLE staff (
            tenant INT NOT NULL, nr INT NOT NULL, email VARCHAR(20), PRIMARY KEY (tenant, nr));
         CREATE TABLE shifts (
            id INT NOT NULL PRIMARY KEY, tenant INT NOT NULL, nr INT, day INT, UNIQUE (tenant, nr, day),
            FOREIGN KEY (tenant, nr) REFERENCES staff (tenant, nr));
         INSERT INTO staff VALUES (1, 1, 'a'), (1, 2, 'a'), (2, 1, 'a'), (2, 7, 'a');
         INSERT INTO shifts VALUES (1, 1, 1, 1), (2, 1, 2, 1), (3, 1, 2, 2), (4, 2, 7, 1), (5, 1, NULL, 1)"
    ));
    let merge = Merge::new(KeySpec::of_columns("staff", ["tenant", "email"]));
    let report = run!(merge.merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (2, 0), "{report:?}");
    assert_eq!(count(&mut conn, "shifts").await, 4);
    assert_eq!(
        count(&mut conn, "shifts WHERE tenant = 1 AND nr = 1").await,
        2
    );
    assert_eq!(
        count(&mut conn, "shifts WHERE tenant = 2 AND nr = 1 AND id = 4").await,
        1
    );
    assert_eq!(
        count(
            &mut conn,
            "staff_merges WHERE old_tenant = 1 AND old_nr = 2 AND new_nr = 1"
        )
        .await,
        1
    );
    run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(count(&mut conn, "shifts WHERE nr = 2").await, 2);
    assert_eq!(count(&mut conn, "shifts WHERE nr = 7").await, 1);
}

async fn rows_that_conflict_once_others_did_are_merged_as_well() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "CREATE TABLE folders (
             id BIGINT NOT NULL PRIMARY KEY, person_id BIGINT NOT NULL, parent_id BIGINT, name VARCHAR(20),
             FOREIGN KEY (person_id) REFERENCES people (id), FOREIGN KEY (parent_id) REFERENCES folders (id));
         CREATE UNIQUE INDEX folders_a ON folders (person_id, parent_id);
         CREATE UNIQUE INDEX folders_b ON folders (person_id, name);
         INSERT INTO folders VALUES (1, 1, NULL, 'root'), (2, 1, 1, 'l1'), (3, 2, NULL, 'root'), (4, 2, 3, 'l2'),
             (5, 3, NULL, 'root'), (6, 3, 5, 'l3'), (7, 3, 6, 'l4')"
    ));
    let report = run!(merge().merge(&mut conn)).unwrap();
    assert_eq!(report.failed, []);
    // A root, its only child, and the only child of that.
    assert_eq!(count(&mut conn, "folders WHERE person_id = 2").await, 3);
    assert_eq!(count(&mut conn, "folders").await, 3);
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(undone.left, 0);
    assert_eq!(
        count(&mut conn, "folders WHERE parent_id IN (1, 3, 5, 6)").await,
        4
    );
}

tests![
    rows_that_conflict_once_others_did_are_merged_as_well,
    of_two_details_one_stays_with_the_items_of_both,
    of_conflicting_memberships_the_best_stays,
    survivors_own_membership_stays_unless_it_is_said,
    managers_are_repointed_and_nobody_is_their_own,
    links_of_the_group_with_itself_are_archived,
    references_without_a_foreign_key_move_if_they_are_named,
    reference_that_is_named_twice_counts_once,
    references_to_another_unique_column_move,
    composite_foreign_keys_move,
];
