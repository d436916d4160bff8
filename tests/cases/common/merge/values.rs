//! Values and keys of each type, which the archive gives back as they were.

use camshaft::catalog::Backend;
use camshaft::duplicates::KeySpec;
use camshaft::merge::{Merge, Nulls, Order, Undo};

use super::count;
use crate::backend::{BACKEND, Database, execute};
use crate::flavour::*;

/// Two rows that are alike in `e`; the second has values of each type, which the first lacks. No key tells the rows of
/// `parts` apart, and each is there twice.
const TABLES: &str = match BACKEND {
    Backend::Postgres => {
        "CREATE TABLE things (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, e CHAR(3), u TEXT GENERATED ALWAYS AS (upper(e)) STORED,
            j JSON, b JSONB, a INT[], s BIT(4), d DOUBLE PRECISION, t TIMESTAMPTZ, n NUMERIC, p POINT, i INTERVAL);
         CREATE TABLE parts (thing BIGINT REFERENCES things, e CHAR(3), j JSON, p POINT);
         INSERT INTO things (e) VALUES ('abc');
         INSERT INTO things (e, j, b, a, s, d, t, n, p, i) VALUES
            ('abc', '{\"b\" : 1, \"b\": 2}', '{\"b\": 1.10}', '[0:1]={1,2}', B'1010', 'NaN', 'infinity', 1.10, '(1,2)',
             '1 mon -2 days 03:04:05.6'),
            ('abd', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
         INSERT INTO parts SELECT id, 'abc', '[1 ]', '(1,2)' FROM things, generate_series(1, 2)"
    }
    Backend::Mysql => {
        "CREATE TABLE things (
            id BINARY(2) PRIMARY KEY, e CHAR(3), KEY (e), u INT AS (n % 7) STORED,
            j JSON, k JSON, s BIT(10), f FLOAT, d DECIMAL(65, 30), t TIMESTAMP(6) NULL, m TIME(6), bl BLOB,
            l VARCHAR(9) CHARACTER SET latin1, n BIGINT UNSIGNED);
         CREATE TABLE parts (thing BINARY(2), j JSON, bl BLOB, FOREIGN KEY (thing) REFERENCES things (id));
         INSERT INTO things (id, e) VALUES (x'0001', 'abc'), (x'00ff', 'abd');
         INSERT INTO things (id, e, j, k, s, f, d, t, m, bl, l, n) VALUES
            (x'0002', 'abc', 'null', '\"q\"', b'1010101010', 0.1, 12345678901234567890.000000000000000000000000000001,
             '2026-10-25 01:30:00.123456', '-838:59:58.123456', x'00ff27', 'é', 18446744073709551615);
         INSERT INTO parts SELECT id, '\"q\"', x'00ff' FROM things;
         INSERT INTO parts SELECT id, '\"q\"', x'00ff' FROM things"
    }
    Backend::Sqlite => {
        "CREATE TABLE things (id BLOB NOT NULL PRIMARY KEY, e TEXT, b BLOB, r REAL, n);
         CREATE TABLE parts (thing BLOB REFERENCES things (id), b BLOB, r REAL);
         INSERT INTO things VALUES
            (x'0001', 'abc', NULL, NULL, NULL), (x'0002', 'abc', x'00ff', 0.1, 'it''s'), (x'00ff', 'abd', NULL, 1.0, 5);
         INSERT INTO parts SELECT id, x'00ff', 1.0 FROM things;
         INSERT INTO parts SELECT id, x'00ff', 1.0 FROM things"
    }
};

/// How many rows of a table have other values than before.
fn changed(table: &str) -> String {
    let row = match BACKEND {
        Backend::Postgres => "CAST(t AS TEXT)",
        _ => "t.*",
    };
    format!(
        "(SELECT {row} FROM {table} AS t EXCEPT SELECT {row} FROM {table}_before AS t) AS changed"
    )
}

async fn values_of_each_type_come_back() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(&mut conn, TABLES));
    run!(execute(
        &mut conn,
        "CREATE TABLE things_before AS SELECT * FROM things;
         CREATE TABLE parts_before AS SELECT thing, count(*) AS c FROM parts GROUP BY thing"
    ));
    let merge = Merge::new(KeySpec::of_columns("things", ["e"])).keep(Order::oldest("id"));
    let report = run!(merge.nulls(Nulls::Fill).merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (1, 0), "{report:?}");
    assert!(report.filled > 2, "{report:?}");
    assert_eq!(report.moved(), 2);
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!((undone.restored, undone.moved_back, undone.left), (1, 3, 0));
    assert_eq!(count(&mut conn, "things").await, 3);
    assert_eq!(count(&mut conn, "things_merges").await, 0);
    assert_eq!(count(&mut conn, &changed("things")).await, 0);
    // As many of them as there were, not all that are alike.
    let parts = "(SELECT thing, count(*) AS c FROM parts GROUP BY thing EXCEPT SELECT thing, c FROM parts_before) AS changed";
    assert_eq!(count(&mut conn, parts).await, 0);
}

tests![values_of_each_type_come_back];
