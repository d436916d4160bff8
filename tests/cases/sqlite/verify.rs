//! SQLite's indexes and the settings of its connections.

use camshaft::verify::{ColumnFault, Difference, Tables, UniqueFault};

use crate::backend::catalog::CATALOG;
use crate::backend::{Database, Session, execute, prepare};
use crate::common::verify::{assert_column, assert_foreign_key, assert_harmless, assert_index};
use crate::flavour::*;

const EMAIL: [&str; 3] = ["users", "email", "users_email_key"];
const DROP_EMAIL: &str = "DROP INDEX users_email_key";
const CREATE_EMAIL: &str = "CREATE UNIQUE INDEX users_email_key ON users (email);";
const REPLACE_EMAIL: &str =
    "DROP INDEX users_email_key; CREATE UNIQUE INDEX users_email_key ON users (email);";

/// What makes a proof false on this connection.
async fn found(conn: &mut Session) -> Vec<Difference> {
    run!(verify(conn, CATALOG)).unwrap().into_differences()
}

async fn settings_that_are_not_made() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect_unprepared());
    assert_eq!(
        found(&mut conn).await,
        [Difference::ForeignKeysOff, Difference::NoBusyTimeout]
    );
    run!(execute(&mut conn, "PRAGMA busy_timeout = 1"));
    assert_eq!(found(&mut conn).await, [Difference::ForeignKeysOff]);
    run!(prepare(&mut conn)).unwrap();
    assert_eq!(found(&mut conn).await, []);
    run!(execute(&mut conn, "PRAGMA busy_timeout = 0"));
    assert_eq!(found(&mut conn).await, [Difference::NoBusyTimeout]);
}

async fn setting_that_a_transaction_kept_out() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect_unprepared());
    run!(execute(
        &mut conn,
        "PRAGMA busy_timeout = 1; BEGIN; PRAGMA foreign_keys = ON"
    ));
    assert_eq!(found(&mut conn).await, [Difference::ForeignKeysOff]);
}

async fn index_that_is_gone() {
    assert_index(&[DROP_EMAIL], EMAIL, UniqueFault::Missing, CREATE_EMAIL).await;
}

async fn index_that_is_not_unique() {
    assert_index(
        &[DROP_EMAIL, "CREATE INDEX users_email_key ON users (email)"],
        EMAIL,
        UniqueFault::NotUnique,
        REPLACE_EMAIL,
    )
    .await;
}

async fn index_on_other_columns() {
    assert_index(
        &[
            DROP_EMAIL,
            "CREATE UNIQUE INDEX users_email_key ON users (email, name)",
        ],
        EMAIL,
        UniqueFault::Keys {
            expected: "email".to_owned(),
            found: "email, name".to_owned(),
        },
        REPLACE_EMAIL,
    )
    .await;
}

async fn index_of_another_collation() {
    assert_index(
        &[
            DROP_EMAIL,
            "CREATE UNIQUE INDEX users_email_key ON users (email COLLATE nocase)",
        ],
        EMAIL,
        UniqueFault::Collation {
            expected: None,
            found: Some("nocase".to_owned()),
        },
        REPLACE_EMAIL,
    )
    .await;
}

async fn index_that_became_partial() {
    assert_index(
        &[
            DROP_EMAIL,
            "CREATE UNIQUE INDEX users_email_key ON users (email) WHERE name <> ''",
        ],
        EMAIL,
        UniqueFault::Predicate {
            expected: None,
            found: Some("name <> ''".to_owned()),
        },
        REPLACE_EMAIL,
    )
    .await;
}

async fn index_of_another_predicate() {
    assert_index(
        &[
            "DROP INDEX avatars_live",
            "CREATE UNIQUE INDEX avatars_live ON avatars (user_id) WHERE url <> ''",
        ],
        ["avatars", "user_id", "avatars_live"],
        UniqueFault::Predicate {
            expected: Some("deleted_at IS NULL".to_owned()),
            found: Some("url <> ''".to_owned()),
        },
        "DROP INDEX avatars_live; \
         CREATE UNIQUE INDEX avatars_live ON avatars (user_id) WHERE deleted_at IS NULL;",
    )
    .await;
}

const LOWER: [&str; 3] = ["users", "lower(email)", "users_lower_email"];

async fn index_on_another_expression() {
    assert_index(
        &[
            "DROP INDEX users_lower_email",
            "CREATE UNIQUE INDEX users_lower_email ON users (upper(email))",
        ],
        LOWER,
        UniqueFault::Keys {
            expected: "expr \"lower(email)\"".to_owned(),
            found: "expr \"upper(email)\"".to_owned(),
        },
        "DROP INDEX users_lower_email; \
         CREATE UNIQUE INDEX users_lower_email ON users (lower(email));",
    )
    .await;
}

/// SQLite names an index on an expression in its errors, and the columns of any other.
async fn index_of_another_name() {
    assert_harmless(&[DROP_EMAIL, "CREATE UNIQUE INDEX other ON users (email)"]).await;
    assert_index(
        &[
            "DROP INDEX users_lower_email",
            "CREATE UNIQUE INDEX other ON users (lower(email))",
        ],
        LOWER,
        UniqueFault::Renamed {
            found: "other".to_owned(),
        },
        "DROP INDEX other; CREATE UNIQUE INDEX users_lower_email ON users (lower(email));",
    )
    .await;
}

const DROP_WALLETS: &str = "DROP TABLE wallets";
const INDEX_WALLETS: &str = "CREATE UNIQUE INDEX wallets_owner_id_key ON wallets (owner_id)";

async fn key_column_that_is_computed() {
    assert_column(
        &[
            DROP_WALLETS,
            "CREATE TABLE wallets (id INTEGER PRIMARY KEY NOT NULL, balance BIGINT NOT NULL DEFAULT 0, \
             owner_id TEXT NOT NULL GENERATED ALWAYS AS (balance) REFERENCES owners (id))",
            INDEX_WALLETS,
        ],
        ["wallets", "owner_id"],
        ColumnFault::Generated,
    )
    .await;
}

async fn column_that_is_required() {
    assert_column(
        &[
            DROP_WALLETS,
            "CREATE TABLE wallets (id INTEGER PRIMARY KEY NOT NULL, balance BIGINT NOT NULL, \
             owner_id TEXT NOT NULL REFERENCES owners (id))",
            INDEX_WALLETS,
        ],
        ["wallets", "balance"],
        ColumnFault::Required,
    )
    .await;
}

async fn foreign_key_that_is_gone_or_changed() {
    let expected = "foreign key (owner_id) references owners (id)";
    let remedy = "make the table anew, with `FOREIGN KEY (owner_id) REFERENCES owners (id)`";
    for (references, found) in [
        ("", None),
        (
            "REFERENCES users (email)",
            Some("foreign key (owner_id) references users (email)"),
        ),
        (
            "REFERENCES owners (id) DEFERRABLE INITIALLY DEFERRED",
            Some("foreign key (owner_id) references owners (id) deferred"),
        ),
    ] {
        let create = format!(
            "CREATE TABLE wallets (id INTEGER PRIMARY KEY NOT NULL, owner_id TEXT NOT NULL {references}, \
             balance BIGINT NOT NULL DEFAULT 0)"
        );
        let statements = [DROP_WALLETS, &create, INDEX_WALLETS];
        assert_foreign_key(&statements, [Some(expected), found], remedy).await;
    }
}

async fn foreign_key_with_another_action() {
    assert_harmless(&[
        DROP_WALLETS,
        "CREATE TABLE wallets (id INTEGER PRIMARY KEY NOT NULL, balance BIGINT NOT NULL DEFAULT 0, \
         owner_id TEXT NOT NULL REFERENCES owners (id) ON DELETE CASCADE)",
        INDEX_WALLETS,
    ])
    .await;
}

/// A section of another server does not make up for it.
async fn database_without_any_table() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(&mut conn, "DROP TABLE moments; DROP TABLE blobs"));
    let some = Tables::of(CATALOG).only(["moments", "blobs"]);
    assert_eq!(
        run!(verify(&mut conn, some)).unwrap().differences().len(),
        2
    );
}

tests![
    settings_that_are_not_made,
    setting_that_a_transaction_kept_out,
    index_that_is_gone,
    index_that_is_not_unique,
    index_on_other_columns,
    index_of_another_collation,
    index_that_became_partial,
    index_of_another_predicate,
    index_on_another_expression,
    index_of_another_name,
    key_column_that_is_computed,
    column_that_is_required,
    foreign_key_that_is_gone_or_changed,
    foreign_key_with_another_action,
    database_without_any_table,
];
