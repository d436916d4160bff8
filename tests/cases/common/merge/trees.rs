//! Rows that refer to rows of their own table.

use camshaft::duplicates::Sought;
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
    Merge::new(Sought::of_columns("categories", ["slug"])).keep(Order::latest("id"))
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
    let oldest = Merge::new(Sought::of_columns("categories", ["slug"]));
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

tests![
    row_does_not_become_its_own_ancestor_through_another,
    roots_that_refer_to_themselves_have_no_ancestor,
];
