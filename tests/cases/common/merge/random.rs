//! Merges in random schemas, compared with a model of what must be there afterwards.
//!
//! The model knows classes of rows: duplicates are one class, and so are rows that a unique key leaves
//! room for one of, once what they refer to is one class. Of each class one row is left, whichever it
//! is, and it refers to what its class refers to.

use std::collections::{BTreeMap, BTreeSet};

use camshaft::catalog::Backend;
use camshaft::duplicates::Sought;
use camshaft::merge::{Merge, Order, Undo};
use diesel::sql_types::{BigInt, Nullable};

use super::Random;
use crate::backend::{BACKEND, Database, Session, execute, try_execute};
use crate::common::stress::soaked;
use crate::flavour::*;

/// The number of schemas that a short run tries. Servers take longer to create tables.
const CASES: u64 = match BACKEND {
    Backend::Sqlite => 120,
    _ => 25,
};

/// `table (id, f1, f2, k)`; the first one has the duplicates: `f1` is a manager, `f2` tells which row
/// is the latest, `k` is alike.
#[derive(Debug, Clone)]
struct Shape {
    /// What `f1` and `f2` refer to.
    refers: [Option<usize>; 2],
    unique: Vec<usize>,
}

type Values = [Option<i64>; 3];
type Rows = BTreeMap<i64, Values>;

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

const COLUMNS: [&str; 3] = ["f1", "f2", "k"];

/// Tables in an order in which each refers to those before it.
fn random_shapes(random: &mut Random) -> Vec<Shape> {
    let tables = 2 + usize::try_from(random.below(5)).unwrap();
    let mut shapes = vec![Shape {
        refers: [random.one_in(2).then_some(0), None],
        unique: Vec::new(),
    }];
    for table in 1..tables {
        let mut refer = |chance| {
            let table = u64::try_from(table).unwrap();
            let to = if random.one_in(2) {
                0
            } else {
                random.below(table)
            };
            random.one_in(chance).then(|| usize::try_from(to).unwrap())
        };
        let refers = [Some(refer(1).unwrap_or(0)), refer(2)];
        let mut unique: Vec<usize> = (0..3).filter(|_| random.one_in(2)).collect();
        if !(unique.contains(&0) || unique.contains(&1) && refers[1].is_some()) {
            unique.clear();
        }
        // A row that links a class with itself is dropped: nothing may refer to it.
        let links = refers[0] == refers[1] && unique.contains(&0) && unique.contains(&1);
        if links && refers[0] != Some(0) {
            unique.clear();
        }
        shapes.push(Shape { refers, unique });
    }
    let links: Vec<usize> = (0..tables).filter(|&it| is_link(&shapes[it])).collect();
    for shape in &mut shapes {
        let was = shape.refers;
        for refers in &mut shape.refers {
            if refers.is_some_and(|to| links.contains(&to)) {
                *refers = Some(0);
            }
        }
        // What it refers to now may make it such a link, and others may refer to it.
        if shape.refers != was && is_link(shape) {
            shape.unique.retain(|&column| column != 1);
        }
    }
    shapes
}

/// Whether its rows link two of the first table, each two once.
fn is_link(shape: &Shape) -> bool {
    shape.refers == [Some(0), Some(0)] && shape.unique.contains(&0) && shape.unique.contains(&1)
}

fn random_rows(random: &mut Random, shapes: &[Shape]) -> Vec<Rows> {
    let mut all: Vec<Rows> = Vec::new();
    for (table, shape) in shapes.iter().enumerate() {
        let mut rows = Rows::new();
        let mut taken = BTreeSet::new();
        for id in 1..=i64::try_from(4 + random.below(14)).unwrap() {
            let refer = |random: &mut Random, to: Option<usize>| match to {
                None => (!random.one_in(3)).then(|| i64::try_from(random.below(3)).unwrap()),
                Some(to) => {
                    let ids: Vec<i64> = if to == table {
                        rows.keys().copied().collect()
                    } else {
                        all[to].keys().copied().collect()
                    };
                    let nth = random.below(ids.len().max(1) as u64);
                    (!random.one_in(6))
                        .then(|| ids.get(usize::try_from(nth).unwrap()).copied())
                        .flatten()
                }
            };
            let values = [
                refer(random, shape.refers[0]),
                refer(random, shape.refers[1]),
                refer(random, None),
            ];
            let key: Option<Vec<i64>> = shape.unique.iter().map(|&column| values[column]).collect();
            let is_free = match key {
                Some(key) if !shape.unique.is_empty() => taken.insert(key),
                _ => true,
            };
            if is_free {
                rows.insert(id, values);
            }
        }
        if shape.refers[0] == Some(table) {
            cut_cycles(&mut rows);
        }
        all.push(rows);
    }
    all
}

/// Takes managers away so that no class is its own ancestor through another one: such a group is not merged.
fn cut_cycles(rows: &mut Rows) {
    let mut first_of_key = BTreeMap::new();
    let class = rows.iter().map(|(&id, values)| {
        let class = values[2].map_or(id, |k| *first_of_key.entry(k).or_insert(id));
        (id, class)
    });
    let class: BTreeMap<i64, i64> = class.collect();
    let mut above: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for (id, values) in rows {
        let Some(manager) = values[0] else {
            continue;
        };
        let (own, of_manager) = (class[id], class[&manager]);
        let (mut seen, mut open) = (BTreeSet::new(), vec![of_manager]);
        while let Some(it) = open.pop() {
            if seen.insert(it) {
                open.extend(above.get(&it).into_iter().flatten());
            }
        }
        if own != of_manager && seen.contains(&own) {
            values[0] = None;
        } else if own != of_manager {
            above.entry(own).or_default().insert(of_manager);
        }
    }
}

async fn store(conn: &mut Session, shapes: &[Shape], all: &[Rows]) {
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

async fn read(conn: &mut Session, tables: usize) -> Vec<Rows> {
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

/// The class of each row of each table; rows without one are dropped.
fn classes(shapes: &[Shape], all: &[Rows]) -> Vec<BTreeMap<i64, i64>> {
    let mut classes: Vec<BTreeMap<i64, i64>> = Vec::new();
    for (table, (shape, rows)) in shapes.iter().zip(all).enumerate() {
        let mut of_table = BTreeMap::new();
        let mut first_of_key = BTreeMap::new();
        for (&id, values) in rows {
            if table == 0 {
                let class = match values[2] {
                    Some(k) => *first_of_key.entry(vec![k]).or_insert(id),
                    None => id,
                };
                of_table.insert(id, class);
                continue;
            }
            let mapped = mapped(shape, values, &classes);
            let links = shape.unique.contains(&0) && shape.unique.contains(&1);
            let is_link = links && shape.refers[0] == shape.refers[1];
            if is_link && values[0] != values[1] && mapped[0].is_some() && mapped[0] == mapped[1] {
                continue;
            }
            let key: Option<Vec<i64>> = shape.unique.iter().map(|&column| mapped[column]).collect();
            let class = match key {
                Some(key) if !shape.unique.is_empty() => *first_of_key.entry(key).or_insert(id),
                _ => id,
            };
            of_table.insert(id, class);
        }
        classes.push(of_table);
    }
    classes
}

/// The values of a row, with classes for what it refers to.
fn mapped(shape: &Shape, values: &Values, classes: &[BTreeMap<i64, i64>]) -> Values {
    let mut mapped = *values;
    for (value, refers) in mapped.iter_mut().zip(&shape.refers) {
        if let (Some(to), Some(id)) = (refers, *value) {
            *value = Some(classes[*to][&id]);
        }
    }
    mapped
}

fn check(shapes: &[Shape], before: &[Rows], after: &[Rows]) {
    let classes = classes(shapes, before);
    for (table, shape) in shapes.iter().enumerate() {
        let left: BTreeSet<i64> = after[table].keys().map(|id| classes[table][id]).collect();
        let expected: BTreeSet<i64> = classes[table].values().copied().collect();
        assert_eq!(left, expected, "the classes of t{table}");
        assert_eq!(
            after[table].len(),
            left.len(),
            "one row of each class of t{table}"
        );
        for (id, values) in &after[table] {
            let mut expected = mapped(shape, &before[table][id], &classes);
            // Nobody is their own manager, unless they were before.
            if table == 0 && shape.refers[0].is_some() {
                let own = Some(classes[0][id]);
                if expected[0] == own && before[0][id][0] != Some(*id) {
                    expected[0] = None;
                }
            }
            assert_eq!(
                mapped(shape, values, &classes),
                expected,
                "row {id} of t{table}"
            );
        }
    }
    // Of duplicates the latest is left, and of those that are equal the least.
    for id in after[0].keys() {
        let class = classes[0][id];
        let rank = |id: &i64| {
            (
                before[0][id][1].is_none(),
                std::cmp::Reverse(before[0][id][1]),
                *id,
            )
        };
        let members = before[0].keys().filter(|it| classes[0][*it] == class);
        assert_eq!(members.min_by_key(|it| rank(it)), Some(id));
    }
}

async fn merges_in_random_schemas_do_what_the_model_says() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (mut merged, mut linking) = (0, 0);
    for case in 0..soaked(CASES) {
        let random = &mut Random::new(case);
        let shapes = random_shapes(random);
        let before = random_rows(random, &shapes);
        linking += shapes.iter().filter(|it| is_link(it)).count();
        store(&mut conn, &shapes, &before).await;
        println!("case {case}: {shapes:?} {before:?}");
        // A row that concerns two groups is counted for each: only of one group is a dry run exact.
        let one_by_one = case % 2 == 1;
        let mut merge = Merge::new(Sought::of_columns("t0", ["k"])).keep(Order::latest("f2"));
        if one_by_one {
            merge = merge.limit(1);
        }
        let mut runs = Vec::new();
        loop {
            let planned = run!(merge.dry_run(&mut conn)).unwrap();
            let report = run!(merge.merge(&mut conn)).unwrap();
            assert_eq!(report.failed, []);
            assert_eq!(
                (planned.groups, planned.deleted),
                (report.groups, report.deleted)
            );
            if one_by_one {
                assert_eq!(planned.associations, report.associations);
            }
            if report.groups == 0 {
                break;
            }
            merged += report.groups;
            runs.push(report.run);
        }
        let after = read(&mut conn, shapes.len()).await;
        check(&shapes, &before, &after);
        for run in runs.iter().rev() {
            let undone = run!(Undo::new(run).run(&mut conn)).unwrap();
            assert_eq!(undone.left, 0);
        }
        assert_eq!(read(&mut conn, shapes.len()).await, before, "taken back");
    }
    assert!(merged > CASES, "{merged} groups in all");
    assert!(linking > 2, "{linking} tables link people in all");
    // Whatever it created last is still there to be looked at.
    run!(try_execute(
        &mut conn,
        "SELECT 1 FROM camshaft_merge_archive"
    ))
    .unwrap();
}

tests![merges_in_random_schemas_do_what_the_model_says];
