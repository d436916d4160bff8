//! A unique key of a whole text: MariaDB keeps a hash of it, and compares the texts itself.

use std::sync::Arc;

use camshaft::Entry;
use diesel::prelude::*;

use crate::backend::{Database, Session, execute, number};
use crate::flavour::*;
use crate::postgres_and_mysql::start_and_wait;

mod schema {
    diesel::table! {
        pages (id) {
            id -> BigInt,
            path -> Text,
            title -> Text,
        }
    }
}

mod catalog {
    camshaft::catalog! {
        schema = crate::mysql::hash::schema;

        mysql {
            table pages {
                column id: "bigint(20)" not null default;
                column path: "text" not null;
                column title: "varchar(191)" not null default;
                primary key PRIMARY (id);
                unique pages_path_key (path);
            }
        }
    }
}

use schema::pages;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = pages)]
#[camshaft(unique(path), has_one(same: Page, key = pages::path, references = pages::path))]
struct Page {
    id: i64,
    path: String,
    title: String,
}

async fn database_with_pages() -> (Arc<Database>, Session) {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(
        &mut conn,
        "CREATE TABLE pages (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, path TEXT NOT NULL, \
         title VARCHAR(191) NOT NULL DEFAULT '', UNIQUE KEY pages_path_key (path) USING HASH)"
    ));
    (Arc::new(database), conn)
}

/// Longer than any index that is not a hash may be.
fn path(nth: usize) -> String {
    format!("/{}/{nth}", "long".repeat(1_000))
}

/// MariaDB looks for an equal text after the insert, so that more than two who do may make deadlocks
/// without an end, even outside of transactions: a known limit.
async fn loser_of_a_race_for_a_whole_text_gets_the_winners_row() {
    let (database, mut a) = database_with_pages().await;
    let mut b = run!(database.connect());
    run!(execute(&mut a, "BEGIN"));
    let winner = run!(Page::by_path(path(1)).get_or_create_entry(&mut a)).unwrap();
    assert!(winner.is_created());
    let loser = Page::by_path(path(1));
    let task = start_and_wait!(database, b, loser.get_or_create_entry(&mut b));
    run!(execute(&mut a, "COMMIT"));
    let (entry, _) = run!(task.join());
    assert_eq!(entry.unwrap(), Entry::Found(winner.into_row()));
    assert_pages(&mut a, 1).await;
}

async fn assert_pages(conn: &mut Session, expected: usize) {
    let expected = i64::try_from(expected).unwrap();
    assert_eq!(run!(number(conn, "SELECT count(*) FROM pages")), expected);
    let paths = "SELECT count(DISTINCT path) FROM pages";
    assert_eq!(run!(number(conn, paths)), expected);
}

async fn batch_and_upsert_find_their_rows() {
    let (_database, mut conn) = database_with_pages().await;
    let row = run!(Page::by_path(path(1)).get_or_create(&mut conn)).unwrap();
    let changed = Page::by_path(path(1)).set(pages::title.eq("first"));
    let changed = run!(changed.upsert_entry(&mut conn)).unwrap();
    assert!(!changed.is_created());
    assert_eq!(
        (changed.row().id, changed.row().title.as_str()),
        (row.id, "first")
    );
    let wanted = [2, 1, 3, 2].map(|nth| Page {
        id: 0,
        path: path(nth),
        title: String::new(),
    });
    let batch = run!(Page::same_of(&wanted).get_or_create(&mut conn)).unwrap();
    assert_eq!(batch.rows().len(), 3);
    for (page, found) in wanted.iter().zip(&batch) {
        assert_eq!(page.path, found.path);
    }
    assert_eq!(batch.iter().nth(1), Some(changed.row()));
    let upsert = Page::same_of(&wanted)
        .values(pages::title.eq("new"))
        .set(pages::title.eq(pages::title.concat("+")));
    let batch = run!(upsert.upsert(&mut conn)).unwrap();
    let titles: Vec<&str> = batch.iter().map(|page| page.title.as_str()).collect();
    assert_eq!(titles, ["+", "first+", "+", "+"]);
    assert_pages(&mut conn, 3).await;
}

/// The read that sees what is committed now has to find the row by the hash as well.
async fn old_snapshot_gets_the_winners_rows() {
    let (database, mut a) = database_with_pages().await;
    let mut b = run!(database.connect());
    super::begin_with_snapshot(&mut b).await;
    let row = run!(Page::by_path(path(1)).get_or_create(&mut a)).unwrap();
    let found: Result<_, camshaft::Error> = run!(Page::by_path(path(1)).get_or_create(&mut b));
    assert_eq!(found.unwrap(), row);
    let batch = run!(Page::same_of([&row]).get_or_create(&mut b)).unwrap();
    assert_eq!(batch.rows(), [row]);
    run!(execute(&mut b, "COMMIT"));
    assert_pages(&mut a, 1).await;
}

tests![
    loser_of_a_race_for_a_whole_text_gets_the_winners_row,
    batch_and_upsert_find_their_rows,
    old_snapshot_gets_the_winners_rows,
];
