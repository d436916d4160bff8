//! The tables on the server.

use diesel::sql_types::{BigInt, Nullable};

use super::shapes::{COLUMNS, Rows, Shape};
use crate::backend::{Session, execute};
use crate::flavour::*;

pub(super) async fn store(conn: &mut Session, shapes: &[Shape], all: &[Rows]) {
    for table in (0..8).rev() {
        run!(execute(conn, &format!("DROP TABLE IF EXISTS t{table}")));
    }
    run!(execute(
        conn,
        "DROP TABLE IF EXISTS t0_merges; DROP TABLE IF EXISTS camshaft_merge_archive"
    ));
    for (table, (shape, rows)) in shapes.iter().zip(all).enumerate() {
        let mut parts =
            vec!["id BIGINT NOT NULL PRIMARY KEY, f1 BIGINT, f2 BIGINT, k BIGINT".to_owned()];
        if !shape.unique.is_empty() {
            let columns: Vec<&str> = shape.unique.iter().map(|&it| COLUMNS[it]).collect();
            parts.push(format!("UNIQUE ({})", columns.join(", ")));
        }
        for (column, refers) in COLUMNS.iter().zip(&shape.refers) {
            if let Some(to) = refers {
                parts.push(format!("FOREIGN KEY ({column}) REFERENCES t{to} (id)"));
            }
        }
        run!(execute(
            conn,
            &format!("CREATE TABLE t{table} ({})", parts.join(", "))
        ));
        let sql = |value: Option<i64>| value.map_or_else(|| "NULL".to_owned(), |it| it.to_string());
        for (id, values) in rows {
            let values: Vec<String> = values.iter().map(|it| sql(*it)).collect();
            run!(execute(
                conn,
                &format!("INSERT INTO t{table} VALUES ({id}, {})", values.join(", "))
            ));
        }
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    f1: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    f2: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    k: Option<i64>,
}

pub(super) async fn read(conn: &mut Session, tables: usize) -> Vec<Rows> {
    let mut all = Vec::new();
    for table in 0..tables {
        let query = diesel::sql_query(format!("SELECT id, f1, f2, k FROM t{table}"));
        let rows: Vec<Row> = run!(RunQueryDsl::load(query, conn)).unwrap();
        all.push(
            rows.into_iter()
                .map(|row| (row.id, [row.f1, row.f2, row.k]))
                .collect(),
        );
    }
    all
}
