//! PostgreSQL's tables, columns and foreign keys, compared with the catalog.

use camshaft::Error;
use camshaft::verify::{ColumnFault, Difference, Tables, UniqueFault};

use super::only;
use crate::backend::catalog::CATALOG;
use crate::backend::{execute, try_execute};
use crate::common::verify::{
    assert_column, assert_foreign_key, assert_harmless, assert_index, changed, differences,
};
use crate::flavour::*;

/// Partitioned tables, and tables of other schemas.
async fn tables_that_only_postgres_has() {
    let (_database, mut conn) = changed(&[include_str!("../../fixtures/postgres_only.sql")]).await;
    let found = run!(verify(&mut conn, only::catalog::CATALOG)).unwrap();
    assert!(found.is_ok(), "{found}");
    run!(execute(
        &mut conn,
        "ALTER TABLE billing.ledgers DROP CONSTRAINT ledgers_user_id_key"
    ));
    let some = Tables::of(only::catalog::CATALOG).only(["billing.ledgers"]);
    let found = run!(verify(&mut conn, some)).unwrap();
    let [difference @ Difference::Unique { table, remedy, .. }] = found.differences() else {
        panic!("{found}");
    };
    assert_eq!(
        (table.as_str(), difference.table()),
        ("billing.ledgers", Some("billing.ledgers"))
    );
    run!(execute(&mut conn, remedy));
    let found = run!(verify(&mut conn, only::catalog::CATALOG)).unwrap();
    assert!(found.is_ok(), "{found}");
}

async fn primary_key_that_is_gone() {
    assert_index(
        &["ALTER TABLE blobs DROP CONSTRAINT blobs_pkey"],
        ["blobs", "digest", "blobs_pkey"],
        UniqueFault::Missing,
        "ALTER TABLE blobs ADD CONSTRAINT blobs_pkey PRIMARY KEY (digest);",
    )
    .await;
}

async fn column_that_is_required() {
    assert_column(
        &["ALTER TABLE user_details ALTER COLUMN status SET NOT NULL"],
        ["user_details", "status"],
        ColumnFault::Required,
    )
    .await;
    assert_column(
        &["ALTER TABLE user_details ALTER COLUMN notes DROP DEFAULT"],
        ["user_details", "notes"],
        ColumnFault::Required,
    )
    .await;
    assert_column(
        &["ALTER TABLE users ADD COLUMN note text NOT NULL"],
        ["users", "note"],
        ColumnFault::Required,
    )
    .await;
}

async fn key_column_that_is_computed() {
    assert_column(
        &[
            "ALTER TABLE wallets DROP COLUMN owner_id",
            "ALTER TABLE wallets ADD COLUMN owner_id text NOT NULL UNIQUE REFERENCES owners \
             GENERATED ALWAYS AS (CASE WHEN balance > 0 THEN 'rich' ELSE 'poor' END) STORED",
        ],
        ["wallets", "owner_id"],
        ColumnFault::Generated,
    )
    .await;
}

async fn key_that_compares_otherwise() {
    assert_column(
        &[
            "CREATE EXTENSION citext",
            "ALTER TABLE user_details ALTER COLUMN status TYPE citext",
        ],
        ["user_details", "status"],
        ColumnFault::Type {
            expected: "text".to_owned(),
            found: "citext".to_owned(),
        },
    )
    .await;
}

async fn table_that_others_inherit_from() {
    let inherited = Difference::Inherited {
        table: "users".to_owned(),
    };
    let found = differences(&["CREATE TABLE admins () INHERITS (users)"]).await;
    assert_eq!(found, [inherited]);
}

async fn table_with_rules() {
    for (rule, is_in_the_way) in [
        ("ON INSERT TO user_details DO ALSO NOTHING", true),
        ("ON UPDATE TO user_details DO ALSO NOTHING", true),
        ("ON DELETE TO user_details DO ALSO NOTHING", false),
    ] {
        let rules = is_in_the_way.then(|| Difference::Rules {
            table: "user_details".to_owned(),
        });
        let found = differences(&[&format!("CREATE RULE r AS {rule}")]).await;
        assert_eq!(found, Vec::from_iter(rules), "{rule}");
    }
}

async fn foreign_key_that_is_gone_or_changed() {
    let drop = "ALTER TABLE wallets DROP CONSTRAINT wallets_owner_id_fkey";
    let expected = "foreign key wallets_owner_id_fkey (owner_id) references owners (id)";
    let add = "ADD CONSTRAINT wallets_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners (id);";
    assert_foreign_key(
        &[drop],
        [Some(expected), None],
        &format!("ALTER TABLE wallets {add}"),
    )
    .await;
    for (name, words, found) in [
        (
            "wallets_owner_id_fkey",
            "users (email)",
            "foreign key wallets_owner_id_fkey (owner_id) references users (email)",
        ),
        (
            "other",
            "owners",
            "foreign key other (owner_id) references owners (id)",
        ),
        (
            "wallets_owner_id_fkey",
            "owners DEFERRABLE INITIALLY DEFERRED",
            "foreign key wallets_owner_id_fkey (owner_id) references owners (id) deferred",
        ),
    ] {
        let change =
            format!("{drop}, ADD CONSTRAINT {name} FOREIGN KEY (owner_id) REFERENCES {words}");
        let remedy = format!("ALTER TABLE wallets DROP CONSTRAINT {name}, {add}");
        assert_foreign_key(&[&change], [Some(expected), Some(found)], &remedy).await;
    }
}

async fn changes_that_break_no_proof() {
    assert_harmless(&[
        "ALTER TABLE passports ALTER COLUMN user_id SET NOT NULL",
        "ALTER TABLE users ALTER COLUMN name TYPE varchar(20)",
        "ALTER TABLE users ALTER COLUMN id DROP DEFAULT",
        "ALTER TABLE users ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY",
        "ALTER TABLE wallets DROP CONSTRAINT wallets_owner_id_fkey, \
         ADD CONSTRAINT wallets_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners \
         ON DELETE CASCADE DEFERRABLE NOT VALID",
        "DROP INDEX avatars_live",
        "CREATE UNIQUE INDEX avatars_live ON avatars (user_id DESC) INCLUDE (url) \
         WHERE (deleted_at) IS NULL",
        "ALTER TABLE settings DROP CONSTRAINT settings_account_key, \
         ADD CONSTRAINT settings_account_key UNIQUE NULLS NOT DISTINCT (account_number, tenant_id)",
    ])
    .await;
}

async fn database_that_does_not_answer_is_an_error() {
    let (_database, mut conn) = changed(&["BEGIN"]).await;
    run!(try_execute(&mut conn, "SELECT 1 / 0")).unwrap_err();
    let error = run!(verify(&mut conn, CATALOG)).unwrap_err();
    assert!(matches!(error, Error::Database(_)), "{error:?}");
}

tests![
    tables_that_only_postgres_has,
    primary_key_that_is_gone,
    column_that_is_required,
    key_column_that_is_computed,
    key_that_compares_otherwise,
    table_that_others_inherit_from,
    table_with_rules,
    foreign_key_that_is_gone_or_changed,
    changes_that_break_no_proof,
    database_that_does_not_answer_is_an_error,
];
