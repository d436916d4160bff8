//! The model: which rows are one class, and what has to be left of each.

use std::collections::{BTreeMap, BTreeSet};

use super::shapes::{Rows, Shape, Values};

/// The class of each row of each table; rows without one are dropped.
pub(super) fn classes(shapes: &[Shape], all: &[Rows]) -> Vec<BTreeMap<i64, i64>> {
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

pub(super) fn check(shapes: &[Shape], before: &[Rows], after: &[Rows]) {
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

/// The row that is left of each row of the first table.
pub(super) fn survivors(shapes: &[Shape], before: &[Rows], after: &[Rows]) -> BTreeMap<i64, i64> {
    let classes = &classes(shapes, before)[0];
    let left: BTreeMap<i64, i64> = after[0].keys().map(|id| (classes[id], *id)).collect();
    let all = before[0].keys().map(|id| (*id, left[&classes[id]]));
    all.collect()
}
