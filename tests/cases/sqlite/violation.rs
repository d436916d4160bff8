//! How SQLite words violations.

use crate::backend::{Database, Session, execute};
use crate::flavour::*;

mod schema {
    diesel::table! {
        pages (id) {
            id -> BigInt,
            slug -> Text,
            path -> Text,
        }
    }

    diesel::table! {
        #[sql_name = "it's, odd.ly"]
        oddly (left, right) {
            left -> Text,
            #[sql_name = "a.b, c"]
            right -> Text,
        }
    }
}

mod catalog {
    camshaft::catalog! {
        schema = crate::sqlite::violation::schema;

        sqlite {
            table pages {
                column id: "INTEGER" not null default;
                column slug: "TEXT" not null;
                column path: "TEXT" not null;
                column deleted_at: "TEXT";
                primary key (id);
                unique pages_live_path (path) where "deleted_at IS NULL";
                unique pages_live_slug (slug) where "deleted_at IS NULL";
                unique pages_slug (slug);
                unique pages_visible_path (path) where "deleted_at IS NOT NULL";
            }
            table "it's, odd.ly" as oddly {
                column left: "TEXT" not null;
                column "a.b, c": "TEXT" not null;
                primary key "sqlite_autoindex_it's, odd.ly_1" (left, "a.b, c");
                unique "it's" (expr "lower(\"left\")");
            }
        }
    }
}

use schema::{oddly, pages};

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = pages)]
#[camshaft(
    unique(slug, index = pages_live_slug, name = live_slug),
    unique(slug),
    unique(path, index = pages_live_path),
)]
#[expect(dead_code, reason = "never loaded")]
struct Page {
    slug: String,
    path: String,
}

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = oddly, primary_key(left, right))]
#[camshaft(unique(index = "it's", name = lower))]
#[expect(dead_code, reason = "never loaded")]
struct Oddly {
    left: String,
    right: String,
}

const TABLES: &str = r#"
    CREATE TABLE pages (id INTEGER PRIMARY KEY NOT NULL, slug TEXT NOT NULL, path TEXT NOT NULL, deleted_at TEXT);
    CREATE UNIQUE INDEX pages_slug ON pages (slug);
    CREATE UNIQUE INDEX pages_live_slug ON pages (slug) WHERE deleted_at IS NULL;
    CREATE UNIQUE INDEX pages_live_path ON pages (path) WHERE deleted_at IS NULL;
    CREATE UNIQUE INDEX pages_visible_path ON pages (path) WHERE deleted_at IS NOT NULL;
    CREATE TABLE "it's, odd.ly" ("left" TEXT NOT NULL, "a.b, c" TEXT NOT NULL, PRIMARY KEY ("left", "a.b, c")) WITHOUT ROWID;
    CREATE UNIQUE INDEX "it's" ON "it's, odd.ly" (lower("left"));
    INSERT INTO pages VALUES (1, 'a', 'b', NULL);
    INSERT INTO "it's, odd.ly" VALUES ('a', 'b');
"#;

/// The error of a statement that violates something.
async fn error_of(conn: &mut Session, statement: &str) -> diesel::result::Error {
    run!(diesel::sql_query(statement).execute(conn)).unwrap_err()
}

async fn database_with_tables() -> (Database, Session) {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(&mut conn, TABLES));
    (database, conn)
}

async fn a_whole_index_is_meant_where_a_partial_one_has_its_columns() {
    let (_database, mut conn) = database_with_tables().await;
    let slug = error_of(&mut conn, "INSERT INTO pages VALUES (2, 'a', 'c', NULL)").await;
    assert_eq!(Page::unique_violation(&slug), Some(PageUnique::Slug));
    // Of two partial ones none can be told.
    let path = error_of(&mut conn, "INSERT INTO pages VALUES (2, 'c', 'b', NULL)").await;
    assert!(path.to_string().ends_with(": pages.path"), "{path}");
    assert_eq!(Page::unique_violation(&path), None);
    // The struct does not say what its primary key is.
    let id = error_of(&mut conn, "INSERT INTO pages VALUES (1, 'c', 'c', NULL)").await;
    assert!(id.to_string().ends_with(": pages.id"), "{id}");
    assert_eq!(Page::unique_violation(&id), None);
}

async fn names_of_any_characters_are_distinguished() {
    let (_database, mut conn) = database_with_tables().await;
    let lower = error_of(&mut conn, r#"INSERT INTO "it's, odd.ly" VALUES ('A', 'c')"#).await;
    assert_eq!(Oddly::unique_violation(&lower), Some(OddlyUnique::Lower));
    run!(execute(&mut conn, r#"DROP INDEX "it's""#));
    let both = error_of(&mut conn, r#"INSERT INTO "it's, odd.ly" VALUES ('a', 'b')"#).await;
    let primary = Some(OddlyUnique::PrimaryKey);
    assert_eq!(Oddly::unique_violation(&both), primary);
}

async fn the_words_of_a_trigger_are_not_trusted() {
    let (_database, mut conn) = database_with_tables().await;
    run!(execute(
        &mut conn,
        "CREATE TRIGGER refuse BEFORE INSERT ON pages BEGIN \
         SELECT RAISE(ABORT, 'UNIQUE constraint failed: pages.slug'); END"
    ));
    let error = error_of(&mut conn, "INSERT INTO pages VALUES (2, 'z', 'z', NULL)").await;
    assert!(error.to_string().ends_with(": pages.slug"), "{error}");
    assert_eq!(Page::unique_violation(&error), None);
}

tests![
    a_whole_index_is_meant_where_a_partial_one_has_its_columns,
    names_of_any_characters_are_distinguished,
    the_words_of_a_trigger_are_not_trusted,
];
