//! Duplicates that are merged.

mod associations;
mod chunks;
mod groups;
mod hindered;
mod late;
mod random;
mod refused;
mod runs;
mod taken;
mod trees;
mod values;

use camshaft::catalog::Backend;
use camshaft::duplicates::KeySpec;
use camshaft::merge::{Merge, Order, Report};

use crate::backend::{BACKEND, Database, Session, execute, number};

/// A table with duplicates, and each kind of table that refers to it.
const TABLES: &str = "
    CREATE TABLE people (
        id BIGINT NOT NULL PRIMARY KEY, email VARCHAR(100), name VARCHAR(100), code VARCHAR(20) UNIQUE,
        manager_id BIGINT, updated_at INT, FOREIGN KEY (manager_id) REFERENCES people (id));
    CREATE INDEX people_email ON people (email);
    CREATE TABLE comments (
        id BIGINT NOT NULL PRIMARY KEY, author_id BIGINT NOT NULL, body VARCHAR(100),
        FOREIGN KEY (author_id) REFERENCES people (id) ON DELETE CASCADE);
    CREATE TABLE details (
        id BIGINT NOT NULL PRIMARY KEY, person_id BIGINT NOT NULL UNIQUE, text VARCHAR(20),
        FOREIGN KEY (person_id) REFERENCES people (id));
    CREATE TABLE items (
        id BIGINT NOT NULL PRIMARY KEY, detail_id BIGINT NOT NULL,
        FOREIGN KEY (detail_id) REFERENCES details (id) ON DELETE CASCADE);
    CREATE TABLE memberships (
        person_id BIGINT NOT NULL, team_id BIGINT NOT NULL, level INT, PRIMARY KEY (person_id, team_id),
        FOREIGN KEY (person_id) REFERENCES people (id));
    CREATE TABLE follows (
        a_id BIGINT NOT NULL, b_id BIGINT NOT NULL, PRIMARY KEY (a_id, b_id), CHECK (a_id <> b_id),
        FOREIGN KEY (a_id) REFERENCES people (id), FOREIGN KEY (b_id) REFERENCES people (id));
    CREATE TABLE tags (
        id BIGINT NOT NULL PRIMARY KEY, code VARCHAR(20), FOREIGN KEY (code) REFERENCES people (code));
    CREATE TABLE notes (
        id BIGINT NOT NULL PRIMARY KEY, subject_id BIGINT, subject_type VARCHAR(20));
    INSERT INTO people VALUES
        (1, 'a@x', 'Ann', 'c1', NULL, NULL), (2, 'a@x', NULL, NULL, 1, 20), (3, 'a@x', NULL, 'c3', 2, 10),
        (4, 'b@x', 'Bob', 'c4', 3, NULL), (5, NULL, NULL, NULL, NULL, NULL), (6, NULL, NULL, NULL, 1, NULL),
        (7, 'c@x', '', NULL, 5, NULL), (8, 'c@x', '', NULL, 7, NULL);
    INSERT INTO comments VALUES (1, 1, 'x'), (2, 2, 'y'), (3, 3, 'it''s \"z\" \\'), (4, 4, NULL);
    INSERT INTO details VALUES (10, 1, 'one'), (20, 2, 'two'), (30, 3, 'three');
    INSERT INTO items VALUES (1, 10), (2, 20), (3, 30);
    INSERT INTO memberships VALUES (1, 1, 5), (2, 1, 3), (3, 1, 9), (3, 2, 1), (4, 1, 1);
    INSERT INTO follows VALUES (1, 2), (1, 4), (2, 4), (4, 1), (4, 3), (3, 1);
    INSERT INTO notes VALUES (1, 1, 'Person'), (2, 1, 'Team'), (3, 3, 'Person');
";

pub(crate) async fn with_people() -> (Database, Session) {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    // MySQL reads a backslash as the beginning of something.
    let tables = match BACKEND {
        Backend::Mysql => TABLES.replace('\\', "\\\\"),
        _ => TABLES.to_owned(),
    };
    run!(execute(&mut conn, &tables));
    (database, conn)
}

pub(crate) fn merge() -> Merge {
    Merge::new(KeySpec::of_columns("people", ["email"])).keep(Order::latest("updated_at"))
}

/// Numbers that look random, and are the same for the same case.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(case: u64) -> Self {
        Self(case)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// What a number is cast to.
fn bigint() -> &'static str {
    match BACKEND {
        Backend::Mysql => "SIGNED",
        _ => "BIGINT",
    }
}

async fn count(conn: &mut Session, from: &str) -> i64 {
    run!(number(conn, &format!("SELECT count(*) FROM {from}")))
}

/// Everything that is told by numbers: how many rows, and a sum that changes with each value.
async fn fingerprint(conn: &mut Session) -> Vec<i64> {
    let mut numbers = Vec::new();
    for sum in [
        "SELECT count(*) * 1000000 + sum(id * 1000 + coalesce(manager_id, 0)) FROM people",
        "SELECT count(*) * 1000 + sum(length(coalesce(name, 'none')) + length(coalesce(code, 'none'))) FROM people",
        "SELECT count(*) * 1000000 + sum(id * 100 + author_id) FROM comments",
        "SELECT sum(length(coalesce(body, 'none'))) FROM comments",
        "SELECT count(*) * 1000000 + sum(id * 100 + person_id + length(text)) FROM details",
        "SELECT count(*) * 1000000 + sum(id * 100 + detail_id) FROM items",
        "SELECT count(*) * 1000000 + sum(person_id * 1000 + team_id * 100 + level) FROM memberships",
        "SELECT count(*) * 1000000 + sum(a_id * 100 + b_id) FROM follows",
        "SELECT count(*) * 1000000 + coalesce(sum(id * 100 + length(coalesce(code, 'none'))), 0) FROM tags",
        "SELECT count(*) * 1000000 + sum(id * 100 + subject_id) FROM notes",
    ] {
        numbers.push(run!(number(
            conn,
            &format!("SELECT CAST(({sum}) AS {})", bigint())
        )));
    }
    numbers
}

fn association(report: &Report, table: &str, column: &str) -> (u64, u64) {
    let mut all = report.associations.iter();
    let found = all.find(|it| it.table == table && it.columns == [column]);
    found.map_or((0, 0), |it| (it.moved, it.collided))
}
