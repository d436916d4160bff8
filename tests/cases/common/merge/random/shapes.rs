//! Random schemas, and rows in them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Random;

/// `table (id, f1, f2, k)`; the first one has the duplicates: `f1` is a manager, the greatest `f2` is the latest, and `k`
/// is the key.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    /// The tables that `f1` and `f2` refer to.
    pub(super) refers: [Option<usize>; 2],
    pub(super) unique: Vec<usize>,
}

pub(super) type Values = [Option<i64>; 3];
pub(super) type Rows = BTreeMap<i64, Values>;

pub(super) const COLUMNS: [&str; 3] = ["f1", "f2", "k"];

/// Tables in an order in which each refers to those before it.
pub(super) fn random_shapes(random: &mut Random) -> Vec<Shape> {
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

/// Returns whether its rows link two of the first table, each two once.
pub(super) fn is_link(shape: &Shape) -> bool {
    shape.refers == [Some(0), Some(0)] && shape.unique.contains(&0) && shape.unique.contains(&1)
}

pub(super) fn random_rows(random: &mut Random, shapes: &[Shape]) -> Vec<Rows> {
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
