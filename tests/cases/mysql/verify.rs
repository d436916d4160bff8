//! MariaDB's indexes, and what it names in its errors.

use camshaft::verify::{ColumnFault, UniqueFault};

use crate::common::verify::{assert_column, assert_foreign_key, assert_harmless, assert_index};

const EMAIL: [&str; 3] = ["users", "email", "users_email_key"];
const REPLACE_EMAIL: &str =
    "ALTER TABLE users DROP INDEX users_email_key, ADD UNIQUE INDEX users_email_key (email);";

async fn index_that_is_gone() {
    assert_index(
        &["ALTER TABLE users DROP INDEX users_email_key"],
        EMAIL,
        UniqueFault::Missing,
        "ALTER TABLE users ADD UNIQUE INDEX users_email_key (email);",
    )
    .await;
}

async fn index_that_is_not_unique() {
    assert_index(
        &["ALTER TABLE users DROP INDEX users_email_key, ADD INDEX users_email_key (email)"],
        EMAIL,
        UniqueFault::NotUnique,
        REPLACE_EMAIL,
    )
    .await;
}

async fn index_on_other_columns() {
    assert_index(
        &["ALTER TABLE users DROP INDEX users_email_key, ADD UNIQUE users_email_key (email, name)"],
        EMAIL,
        UniqueFault::Keys {
            expected: "email".to_owned(),
            found: "email, name".to_owned(),
        },
        REPLACE_EMAIL,
    )
    .await;
}

async fn index_on_a_beginning() {
    assert_index(
        &["ALTER TABLE users DROP INDEX users_email_key, ADD UNIQUE users_email_key (email(10))"],
        EMAIL,
        UniqueFault::Keys {
            expected: "email".to_owned(),
            found: "email prefix 10".to_owned(),
        },
        REPLACE_EMAIL,
    )
    .await;
}

async fn index_that_queries_must_not_use() {
    assert_index(
        &["ALTER TABLE users ALTER INDEX users_email_key IGNORED"],
        EMAIL,
        UniqueFault::Invisible,
        "ALTER TABLE users ALTER INDEX users_email_key VISIBLE; (on MariaDB: NOT IGNORED)",
    )
    .await;
}

async fn index_of_another_name() {
    assert_index(
        &["ALTER TABLE users RENAME INDEX users_email_key TO other"],
        EMAIL,
        UniqueFault::Renamed {
            found: "other".to_owned(),
        },
        "ALTER TABLE users RENAME INDEX other TO users_email_key;",
    )
    .await;
}

async fn primary_key_that_is_gone() {
    assert_index(
        &["ALTER TABLE moments DROP PRIMARY KEY"],
        ["moments", "at", "PRIMARY"],
        UniqueFault::Missing,
        "ALTER TABLE moments ADD PRIMARY KEY (at);",
    )
    .await;
}

async fn column_that_is_required() {
    assert_column(
        &["ALTER TABLE user_details MODIFY status VARCHAR(191) NOT NULL"],
        ["user_details", "status"],
        ColumnFault::Required,
    )
    .await;
    assert_column(
        &["ALTER TABLE users ADD COLUMN note BIGINT NOT NULL"],
        ["users", "note"],
        ColumnFault::Required,
    )
    .await;
}

async fn key_column_that_is_computed() {
    assert_column(
        &[
            "ALTER TABLE user_details DROP COLUMN status",
            "ALTER TABLE user_details ADD COLUMN status VARCHAR(191) AS (notes) STORED, \
             ADD UNIQUE user_details_status_key (status)",
        ],
        ["user_details", "status"],
        ColumnFault::Generated,
    )
    .await;
}

async fn foreign_key_that_is_gone_or_changed() {
    let expected = "foreign key wallets_owner_id_fkey (owner_id) references owners (id)";
    assert_foreign_key(
        &["ALTER TABLE wallets DROP FOREIGN KEY wallets_owner_id_fkey"],
        [Some(expected), None],
        "ALTER TABLE wallets ADD CONSTRAINT wallets_owner_id_fkey \
         FOREIGN KEY (owner_id) REFERENCES owners (id);",
    )
    .await;
    assert_foreign_key(
        &[
            "ALTER TABLE wallets DROP FOREIGN KEY wallets_owner_id_fkey",
            "ALTER TABLE wallets ADD CONSTRAINT other FOREIGN KEY (owner_id) REFERENCES users (email)",
        ],
        [
            Some(expected),
            Some("foreign key other (owner_id) references users (email)"),
        ],
        "ALTER TABLE wallets DROP FOREIGN KEY other, ADD CONSTRAINT wallets_owner_id_fkey \
         FOREIGN KEY (owner_id) REFERENCES owners (id);",
    )
    .await;
}

async fn changes_that_break_no_proof() {
    assert_harmless(&[
        "ALTER TABLE passports MODIFY user_id BIGINT NOT NULL",
        "ALTER TABLE users MODIFY email VARCHAR(150) COLLATE utf8mb4_general_ci NOT NULL",
        "ALTER TABLE wallets DROP FOREIGN KEY wallets_owner_id_fkey",
        "ALTER TABLE wallets ADD CONSTRAINT wallets_owner_id_fkey \
         FOREIGN KEY (owner_id) REFERENCES owners (id) ON DELETE CASCADE",
    ])
    .await;
}

tests![
    index_that_is_gone,
    index_that_is_not_unique,
    index_on_other_columns,
    index_on_a_beginning,
    index_that_queries_must_not_use,
    index_of_another_name,
    primary_key_that_is_gone,
    column_that_is_required,
    key_column_that_is_computed,
    foreign_key_that_is_gone_or_changed,
    changes_that_break_no_proof,
];
