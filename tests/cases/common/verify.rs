//! Databases that changed since their catalog was printed.

use camshaft::catalog::{Arena, TableKind};
use camshaft::verify::{ColumnFault, Difference, Tables, UniqueFault};

use crate::backend::catalog::CATALOG;
use crate::backend::{
    BACKEND, Database, STATEMENTS_OF_A_VERIFICATION, Session, Statements, execute, pool_of_one,
};
use crate::flavour::*;

/// A database after these statements.
pub(crate) async fn changed(statements: &[&str]) -> (Database, Session) {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    for statement in statements {
        run!(execute(&mut conn, statement));
    }
    (database, conn)
}

/// What makes a proof false after these statements.
pub(crate) async fn differences(statements: &[&str]) -> Vec<Difference> {
    let (_database, mut conn) = changed(statements).await;
    let verified = run!(verify(&mut conn, CATALOG)).unwrap();
    assert_eq!(verified.is_ok(), verified.differences().is_empty());
    verified.into_differences()
}

/// The only difference after these statements: the fault of a unique index, and its remedy. The
/// remedy cures it.
pub(crate) async fn assert_index(
    statements: &[&str],
    [table, columns, index]: [&str; 3],
    fault: UniqueFault,
    remedy: &str,
) {
    let (_database, mut conn) = changed(statements).await;
    let expected = Difference::Unique {
        table: table.to_owned(),
        columns: columns.split(", ").map(str::to_owned).collect(),
        index: Some(index.to_owned()),
        fault,
        remedy: remedy.to_owned(),
    };
    let found = run!(verify(&mut conn, CATALOG)).unwrap();
    assert_eq!(found.differences(), [expected], "{found}");
    // `CONCURRENTLY` wants a statement for itself.
    for statement in remedy.split_inclusive(';') {
        if !statement.starts_with(" (on MariaDB") {
            let statement = statement.replace(" VISIBLE", " NOT IGNORED");
            run!(execute(&mut conn, &statement));
        }
    }
    assert_verified(&mut conn).await;
}

/// The only difference after these statements: the fault of a column.
pub(crate) async fn assert_column(statements: &[&str], name: [&str; 2], fault: ColumnFault) {
    let [table, column] = name.map(str::to_owned);
    let expected = Difference::Column {
        table,
        column,
        fault,
    };
    assert_eq!(differences(statements).await, [expected]);
}

/// The only difference after these statements: a foreign key of `wallets`, whose remedy cures it.
pub(crate) async fn assert_foreign_key(
    statements: &[&str],
    lines: [Option<&str>; 2],
    remedy: &str,
) {
    let (_database, mut conn) = changed(statements).await;
    let [expected, found] = lines.map(|line| line.map(str::to_owned));
    let expected = Difference::ForeignKey {
        table: "wallets".to_owned(),
        columns: vec!["owner_id".to_owned()],
        expected: expected.unwrap(),
        found,
        remedy: remedy.to_owned(),
    };
    let found = run!(verify(&mut conn, CATALOG)).unwrap();
    assert_eq!(found.differences(), [expected], "{found}");
    if remedy.ends_with(';') {
        run!(execute(&mut conn, remedy));
        assert_verified(&mut conn).await;
    }
}

/// No proof is false.
pub(crate) async fn assert_verified(conn: &mut Session) {
    let verified = run!(verify(conn, CATALOG)).unwrap();
    assert!(verified.is_ok(), "{verified}");
}

/// No proof is false after any of these statements.
pub(crate) async fn assert_harmless(statements: &[&str]) {
    let (_database, mut conn) = changed(statements).await;
    assert_verified(&mut conn).await;
}

async fn unchanged_database_is_verified_in_so_many_statements() {
    let (_database, mut conn) = changed(&[]).await;
    let statements = Statements::default();
    conn.set_instrumentation(statements.recorder());
    let verified = run!(verify(&mut conn, CATALOG)).unwrap();
    assert_eq!(verified.differences(), []);
    assert_eq!(
        verified.to_string(),
        "the database keeps what the compiled catalog promises"
    );
    verified.into_result().unwrap();
    let sent = statements.take_sent();
    assert_eq!(sent.len(), STATEMENTS_OF_A_VERIFICATION, "{sent:?}");
}

#[allow(
    clippy::unnecessary_mut_passed,
    reason = "only a call that is awaited needs it"
)]
async fn live_catalog_is_read_in_both_flavours() {
    let (_database, mut conn) = changed(&[]).await;
    let mut arena = Arena::new();
    let live = run!(inspect(&mut conn, &mut arena)).unwrap();
    assert_eq!(live.backend, BACKEND);
    let mut tables = live.tables.iter();
    let details = tables.find(|table| table.name == "user_details").unwrap();
    let columns: Vec<_> = details.columns.iter().map(|column| column.name).collect();
    assert_eq!(columns, ["id", "user_id", "status", "notes"]);
    assert!(details.indexes.iter().all(|index| index.unique));
    assert_eq!(details.indexes.len(), 3);
    assert_eq!(details.foreign_keys[0].ref_columns, ["id"]);
}

async fn table_that_is_missing() {
    let found = differences(&["DROP TABLE wallets"]).await;
    let expected = Difference::Table {
        table: "wallets".to_owned(),
        expected: TableKind::Table,
        found: None,
    };
    assert_eq!(found, [expected]);
}

async fn table_that_became_a_view() {
    let found = differences(&[
        "DROP TABLE wallets",
        "CREATE VIEW wallets AS SELECT id, id AS owner_id, 0 AS balance FROM owners",
    ])
    .await;
    let expected = Difference::Table {
        table: "wallets".to_owned(),
        expected: TableKind::Table,
        found: Some(TableKind::View),
    };
    assert_eq!(found, [expected]);
}

async fn table_that_is_not_asked_for_may_be_missing() {
    let (_database, mut conn) = changed(&["DROP TABLE wallets"]).await;
    let some = Tables::of(CATALOG).only(["users", "user_details"]);
    assert!(run!(verify(&mut conn, some)).unwrap().is_ok());
    let misspelt = Tables::of(CATALOG).only(["users", "user_detail"]);
    let table = "user_detail".to_owned();
    assert_eq!(
        run!(verify(&mut conn, misspelt)).unwrap().differences(),
        [Difference::NotCompiled { table }]
    );
}

async fn catalog_of_other_servers() {
    let (_database, mut conn) = changed(&[]).await;
    let none = Tables::of(&[]);
    let found = run!(verify(&mut conn, none)).unwrap().into_result();
    let found = found.unwrap_err();
    assert_eq!(
        found.differences(),
        [Difference::NoCatalog { backend: BACKEND }]
    );
    assert!(found.to_string().contains(&BACKEND.to_string()), "{found}");
}

async fn key_column_that_was_renamed() {
    assert_column(
        &["ALTER TABLE wallets RENAME COLUMN owner_id TO holder_id"],
        ["wallets", "owner_id"],
        ColumnFault::Missing {
            found: Some("holder_id".to_owned()),
        },
    )
    .await;
}

async fn changes_that_break_no_proof() {
    assert_harmless(&[
        "ALTER TABLE users ADD COLUMN note INTEGER",
        "ALTER TABLE user_details ADD COLUMN visits INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE user_details RENAME COLUMN notes TO remarks",
        "CREATE INDEX users_name_idx ON users (name)",
        "CREATE UNIQUE INDEX links_group_id_key ON links (group_id)",
        "CREATE TABLE more (id INTEGER PRIMARY KEY)",
    ])
    .await;
}

async fn verified_in_a_task_on_a_connection_of_a_pool() {
    let database = run!(Database::create());
    let pool = run!(pool_of_one(&database));
    let task = spawn(async move {
        let mut conn = run!(pool.get()).unwrap();
        let users = Tables::of(CATALOG).only(["users"]);
        run!(verify(&mut conn, users)).unwrap().into_differences()
    });
    let of_table = |difference: &Difference| difference.table().is_some();
    assert!(!run!(task.join()).iter().any(of_table));
}

tests![
    unchanged_database_is_verified_in_so_many_statements,
    live_catalog_is_read_in_both_flavours,
    table_that_is_missing,
    table_that_became_a_view,
    table_that_is_not_asked_for_may_be_missing,
    catalog_of_other_servers,
    key_column_that_was_renamed,
    changes_that_break_no_proof,
    verified_in_a_task_on_a_connection_of_a_pool,
];
