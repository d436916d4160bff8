//! Tables that only PostgreSQL can have.

use camshaft::{Entry, Error};

use super::only::schema::billing::ledgers;
use super::only::schema::{shards, tag_notes};
use super::only::{Holder, Slot, Tag};
use crate::backend::{Database, Session, execute, number, session_number};
use crate::common::new_user;
use crate::flavour::*;

/// A database that has them.
async fn database_with_all() -> (Database, Session) {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(
        &mut conn,
        include_str!("../../fixtures/postgres_only.sql")
    ));
    (database, conn)
}

async fn new_holder(conn: &mut Session) -> Holder {
    let user = new_user(conn, "a").await;
    Holder { id: user.id }
}

async fn race_in_a_partitioned_table() {
    let (database, mut a) = database_with_all().await;
    let mut b = run!(database.connect());
    let holder = new_holder(&mut a).await;
    run!(execute(&mut a, "BEGIN"));
    let winner = run!(holder.shard().get_or_create(&mut a)).unwrap();
    let session = run!(session_number(&mut b));
    let accessor = holder.shard();
    let task = spawn(async move { run!(accessor.get_or_create_entry(&mut b)) });
    run!(database.wait_until_blocked(session));
    run!(execute(&mut a, "COMMIT"));
    assert_eq!(run!(task.join()).unwrap(), Entry::Found(winner));
    assert_eq!(run!(number(&mut a, "SELECT count(*) FROM shards")), 1);
}

async fn partitioned_table_in_a_batch_and_without_a_parent() {
    let (_database, mut conn) = database_with_all().await;
    let holder = new_holder(&mut conn).await;
    let other = Holder { id: holder.id + 1 };
    let error = run!(other.shard().get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(
            error,
            Error::ParentMissing {
                parent: "users",
                ..
            }
        ),
        "{error:?}"
    );
    let batch = run!(Holder::shard_of([&holder, &holder]).get_or_create(&mut conn)).unwrap();
    assert_eq!((batch.rows().len(), batch.rows()[0].hits), (1, 0));
}

/// The first row of each partition has the same place in it.
async fn rows_of_different_partitions_are_distinguished() {
    let (_database, mut conn) = database_with_all().await;
    let mut holders = Vec::new();
    for nth in 0..16 {
        let user = new_user(&mut conn, &nth.to_string()).await;
        holders.push(Holder { id: user.id });
    }
    let batch = run!(Holder::shard_of(&holders).get_or_create(&mut conn)).unwrap();
    let owners: Vec<_> = batch.iter().map(|shard| shard.user_id).collect();
    let ids: Vec<_> = holders.iter().map(|holder| holder.id).collect();
    assert_eq!(owners, ids);
    let twice = "SELECT count(*) - count(DISTINCT ctid) FROM shards";
    assert!(run!(number(&mut conn, twice)) > 0);
}

async fn child_in_another_schema() {
    let (_database, mut conn) = database_with_all().await;
    let holder = new_holder(&mut conn).await;
    assert!(
        run!(holder.ledger().get_or_create_entry(&mut conn))
            .unwrap()
            .is_created()
    );
    let ledger = run!(holder.ledger().get_or_create(&mut conn)).unwrap();
    assert_eq!((ledger.user_id, ledger.balance), (holder.id, 0));
    let batch = run!(Holder::ledger_of([&holder]).get_or_create(&mut conn)).unwrap();
    assert_eq!(batch.rows(), [ledger]);
    let nobody = Holder { id: holder.id + 1 };
    let error = run!(nobody.ledger().get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(
            error,
            Error::ParentMissing {
                table: "ledgers",
                ..
            }
        ),
        "{error:?}"
    );
    assert!(run!(holder.ledger().delete(&mut conn)).unwrap());
}

async fn nulls_that_are_not_distinct() {
    let (_database, mut conn) = database_with_all().await;
    let holder = new_holder(&mut conn).await;
    run!(execute(
        &mut conn,
        "INSERT INTO slots (user_id) VALUES (NULL)"
    ));
    let slot: Slot = run!(holder.slot().get_or_create(&mut conn)).unwrap();
    assert_eq!(slot.user_id, Some(holder.id));
    let found = run!(holder.slot().get_or_create_entry(&mut conn)).unwrap();
    assert_eq!(found, Entry::Found(slot));
    assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM slots")), 2);
}

/// A tag of this spelling.
fn tag(name: &str) -> Tag {
    Tag {
        name: name.to_owned(),
    }
}

async fn keys_that_the_server_finds_equal_share_a_row() {
    let (_database, mut conn) = database_with_all().await;
    run!(execute(
        &mut conn,
        "INSERT INTO tags VALUES ('Rust'), ('Go')"
    ));
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
    assert_eq!(note.row().id, batch.rows()[first].id);
    assert_eq!(note.row().tag, batch.rows()[first].tag);
}

async fn rows_of_a_batch_are_changed_once() {
    let (_database, mut conn) = database_with_all().await;
    let mut holders = Vec::new();
    for nth in 0..4 {
        let user = new_user(&mut conn, &nth.to_string()).await;
        holders.push(Holder { id: user.id });
    }
    run!(holders[1].shard().get_or_create(&mut conn)).unwrap();
    run!(holders[1].ledger().get_or_create(&mut conn)).unwrap();
    let shards = Holder::shard_of(&holders)
        .values(shards::hits.eq(10))
        .set(shards::hits.eq(shards::hits + 1));
    let batch = run!(shards.upsert_entries(&mut conn)).unwrap();
    let hits: Vec<i64> = batch.iter().map(|entry| entry.row().hits).collect();
    assert_eq!(hits, [10, 1, 10, 10]);
    let ledgers = Holder::ledger_of(&holders)
        .values(ledgers::balance.eq(10))
        .set(ledgers::balance.eq(ledgers::balance + 1));
    let batch = run!(ledgers.upsert_entries(&mut conn)).unwrap();
    let balances: Vec<i64> = batch.iter().map(|entry| entry.row().balance).collect();
    assert_eq!(balances, [10, 1, 10, 10]);
    run!(execute(
        &mut conn,
        "INSERT INTO tags VALUES ('Rust'), ('Go')"
    ));
    let spellings = [tag("rust"), tag("GO"), tag("RUST"), tag("Rust")];
    for turn in 0..3 {
        let notes = Tag::note_of(&spellings)
            .values(tag_notes::text.eq("v"))
            .set(tag_notes::text.eq(tag_notes::text.concat("+")));
        run!(notes.upsert(&mut conn)).unwrap();
        let text = format!(
            "SELECT count(*) FROM tag_notes WHERE text = 'v{}'",
            "+".repeat(turn)
        );
        assert_eq!(run!(number(&mut conn, &text)), 2);
    }
}

tests![
    rows_of_a_batch_are_changed_once,
    race_in_a_partitioned_table,
    partitioned_table_in_a_batch_and_without_a_parent,
    rows_of_different_partitions_are_distinguished,
    child_in_another_schema,
    nulls_that_are_not_distinct,
    keys_that_the_server_finds_equal_share_a_row,
];
