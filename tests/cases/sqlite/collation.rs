//! Keys whose column ignores case.

use diesel::prelude::*;

use crate::backend::{Database, Session, execute, number};
use crate::flavour::*;

mod schema {
    diesel::table! {
        tags (name) {
            name -> Text,
        }
    }

    diesel::table! {
        tag_notes (id) {
            id -> BigInt,
            tag -> Text,
            reads -> BigInt,
        }
    }
}

mod catalog {
    camshaft::catalog! {
        schema = crate::sqlite::collation::schema;

        sqlite {
            table tags {
                column name: "TEXT" collate "NOCASE" not null;
                primary key sqlite_autoindex_tags_1 (name collate "NOCASE");
            }
            table tag_notes {
                column id: "INTEGER" not null default;
                column tag: "TEXT" collate "NOCASE" not null;
                column reads: "BIGINT" not null default;
                primary key (id);
                unique tag_notes_tag_key (tag collate "NOCASE");
                foreign key (tag) references tags (name);
            }
        }
    }
}

use schema::{tag_notes, tags};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = tags)]
#[camshaft(unique(name), has_one(note: TagNote, key = tag_notes::tag, references = tags::name))]
struct Tag {
    name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = tag_notes)]
struct TagNote {
    id: i64,
    reads: i64,
}

/// A database with two tags.
async fn database_with_tags() -> (Database, Session) {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(
        &mut conn,
        "CREATE TABLE tags (name TEXT NOT NULL COLLATE NOCASE PRIMARY KEY); \
         CREATE TABLE tag_notes (id INTEGER PRIMARY KEY NOT NULL, \
            tag TEXT NOT NULL COLLATE NOCASE REFERENCES tags (name), \
            reads BIGINT NOT NULL DEFAULT 0); \
         CREATE UNIQUE INDEX tag_notes_tag_key ON tag_notes (tag); \
         INSERT INTO tags VALUES ('Rust'), ('Go')"
    ));
    (database, conn)
}

fn tag(name: &str) -> Tag {
    Tag {
        name: name.to_owned(),
    }
}

async fn keys_that_differ_in_case_share_a_row() {
    let (_database, mut conn) = database_with_tags().await;
    assert_eq!(
        run!(Tag::by_name("RUST").get(&mut conn)).unwrap(),
        Some(tag("Rust"))
    );
    let spellings = [tag("rust"), tag("GO"), tag("RUST"), tag("Rust")];
    let batch = run!(Tag::note_of(&spellings).get_or_create(&mut conn)).unwrap();
    assert_eq!(batch.rows().len(), 2);
    let first = batch.positions()[0];
    assert_eq!(batch.positions()[2..], [first, first]);
    let note = run!(tag("rUsT").note().get_or_create_entry(&mut conn)).unwrap();
    assert!(!note.is_created());
    assert_eq!(note.row(), &batch.rows()[first]);
    assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM tag_notes")), 2);
}

async fn row_of_keys_that_differ_in_case_is_changed_once() {
    let (_database, mut conn) = database_with_tags().await;
    let spellings = [tag("rust"), tag("GO"), tag("RUST"), tag("Rust")];
    for turn in 0..3 {
        let upsert = Tag::note_of(&spellings)
            .values(tag_notes::reads.eq(0))
            .set(tag_notes::reads.eq(tag_notes::reads + 1));
        let batch = run!(upsert.upsert_entries(&mut conn)).unwrap();
        assert_eq!(batch.rows().len(), 2);
        assert!(batch.iter().all(|entry| entry.row().reads == turn));
        assert!(batch.iter().all(|entry| entry.is_created() == (turn == 0)));
    }
}

tests![
    keys_that_differ_in_case_share_a_row,
    row_of_keys_that_differ_in_case_is_changed_once,
];
