//! Rows that refer to rows of their own table.

use camshaft::duplicates::KeySpec;
use camshaft::merge::{Merge, Order, Undo};

use super::count;
use crate::backend::{Database, Session, execute};
use crate::flavour::*;

async fn with_categories(rows: &str) -> (Database, Session) {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(
        &mut conn,
        &format!(
            "CREATE TABLE categories (
                id INT NOT NULL PRIMARY KEY, slug VARCHAR(20), parent_id INT,
                FOREIGN KEY (parent_id) REFERENCES categories (id));
             CREATE INDEX categories_slug ON categories (slug);
             INSERT INTO categories VALUES {rows}"
        )
    ));
    (database, conn)
}

fn latest() -> Merge {
    Merge::new(KeySpec::of_columns("categories", ["slug"])).keep(Order::latest("id"))
}

/// `2` is below `3`, which is below `1`: with `2` in the place of `1`, it would be below itself.
async fn row_does_not_become_its_own_ancestor_through_another() {
    let rows = "(1, 'a', NULL), (3, 'c', 1), (4, 'a', 3), (5, 'b', NULL), (6, 'b', 5)";
    let (_database, mut conn) = with_categories(rows).await;
    let report = run!(latest().merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (1, 1), "{report:?}");
    let error = &report.failed[0].error;
    assert!(
        error.starts_with(
            "a row of `categories` would be its own ancestor by `parent_id`: 4 -> 3 -> 4"
        ),
        "{error}"
    );
    assert_eq!(count(&mut conn, "categories WHERE slug = 'a'").await, 2);
    assert_eq!(
        count(&mut conn, "categories WHERE id = 3 AND parent_id = 1").await,
        1
    );
    assert_eq!(
        count(
            &mut conn,
            "categories WHERE slug = 'b' AND parent_id IS NULL"
        )
        .await,
        1
    );
    // The other way round nothing is below itself.
    let oldest = Merge::new(KeySpec::of_columns("categories", ["slug"]));
    let report = run!(oldest.merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (1, 0), "{report:?}");
    assert_eq!(
        count(&mut conn, "categories WHERE id = 3 AND parent_id = 1").await,
        1
    );
}

async fn roots_that_refer_to_themselves_have_no_ancestor() {
    let (_database, mut conn) = with_categories("(1, 'a', 1), (2, 'a', 2), (3, 'c', 2)").await;
    let report = run!(latest().merge(&mut conn)).unwrap();
    assert_eq!(report.failed, []);
    assert_eq!(
        count(&mut conn, "categories WHERE id = 3 AND parent_id = 2").await,
        1
    );
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!((undone.restored, undone.left), (1, 0));
    assert_eq!(count(&mut conn, "categories WHERE id = parent_id").await, 2);
}

/// The number of rows between the two does not matter: MySQL and MariaDB end a recursion at 1,000 by default.
async fn row_does_not_become_its_own_ancestor_through_many() {
    let mut rows = vec!["(1, 'a', NULL)".to_owned()];
    rows.extend((2..=1_200).map(|id| format!("({id}, 's{id}', {})", id - 1)));
    rows.push("(1201, 'a', 1200)".to_owned());
    let (_database, mut conn) = with_categories(&rows.join(", ")).await;
    let report = run!(latest().merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (0, 1), "{report:?}");
    assert_eq!(
        report.failed[0].error,
        "a row of `categories` would be its own ancestor by `parent_id`: through more than 32 rows"
    );
    assert_eq!(count(&mut conn, "categories WHERE slug = 'a'").await, 2);
    // A cycle that was there before keeps nothing from being merged.
    run!(execute(
        &mut conn,
        "UPDATE categories SET parent_id = 1200 WHERE id = 2;
         INSERT INTO categories VALUES (2070, 'b', NULL), (2071, 'b', 59), (2072, 'z', 2070)"
    ));
    let report = run!(latest().merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (2, 0), "{report:?}");
    let moved = "categories WHERE id = 2072 AND parent_id = 2071";
    assert_eq!(count(&mut conn, moved).await, 1);
}

/// Merges in a tree whose key has two columns.
async fn row_with_a_key_of_two_columns_does_not_become_its_own_ancestor() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(
        &mut conn,
        "CREATE TABLE folders (
            tenant INT NOT NULL, id INT NOT NULL, slug VARCHAR(20), parent_id INT, PRIMARY KEY (tenant, id),
            FOREIGN KEY (tenant, parent_id) REFERENCES folders (tenant, id));
         INSERT INTO folders VALUES (1, 1, 'a', NULL), (1, 3, 'c', 1), (1, 4, 'a', 3), (2, 1, 'b', NULL), (2, 2, 'b', 1)"
    ));
    let folders =
        Merge::new(KeySpec::of_columns("folders", ["tenant", "slug"])).keep(Order::latest("id"));
    let report = run!(folders.merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (1, 1), "{report:?}");
    assert_eq!(
        report.failed[0].error,
        "a row of `folders` would be its own ancestor by `tenant, parent_id`: 1, 4 -> 1, 3 -> 1, 4"
    );
    assert_eq!(count(&mut conn, "folders WHERE slug = 'a'").await, 2);
}

tests![
    row_does_not_become_its_own_ancestor_through_many,
    row_with_a_key_of_two_columns_does_not_become_its_own_ancestor,
    row_does_not_become_its_own_ancestor_through_another,
    roots_that_refer_to_themselves_have_no_ancestor,
];
