//! Databases and catalogs that differ.

use camshaft::catalog::{Drift, FactDifference, Subject};

use crate::backend::catalog::CATALOG;
use crate::backend::{BACKEND, Database, Session, execute};
use crate::flavour::*;

async fn differences(conn: &mut Session) -> Vec<FactDifference> {
    match run!(check(conn, CATALOG)) {
        Ok(()) => Vec::new(),
        Err(Drift::Differences(differences)) => differences,
        Err(drift) => panic!("{drift}"),
    }
}

async fn what_changed_since_the_catalog_was_printed_is_reported() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let before = differences(&mut conn).await;
    let change = "ALTER TABLE users ADD COLUMN age INTEGER";
    run!(execute(&mut conn, change));
    let mut after = differences(&mut conn).await;
    after.retain(|difference| !before.contains(difference));
    let [difference] = after.as_slice() else {
        panic!("{after:?}");
    };
    assert_eq!(difference.table, "users");
    assert_eq!(difference.subject, Subject::Column("age".to_owned()));
}

async fn a_server_without_a_section_is_reported() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let drift = run!(check(&mut conn, &[])).unwrap_err();
    assert!(
        matches!(drift, Drift::NoCatalog(backend) if backend == BACKEND),
        "{drift}"
    );
}

tests![
    what_changed_since_the_catalog_was_printed_is_reported,
    a_server_without_a_section_is_reported,
];
