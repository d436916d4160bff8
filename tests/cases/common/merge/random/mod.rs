//! Merges in random schemas, compared with a model of what must be there afterwards.
//!
//! The model knows classes of rows: duplicates are one class, and so are rows that a unique key leaves
//! room for one of, once what they refer to is one class. Of each class one row is left, whichever it
//! is, and it refers to what its class refers to.

mod extras;
mod model;
mod obstacles;
mod replay;
mod shapes;
mod tables;

use std::collections::BTreeSet;

use camshaft::catalog::Backend;
use camshaft::duplicates::KeySpec;
use camshaft::merge::{Merge, Order, Undo};

use super::Random;
use crate::backend::{BACKEND, Database, try_execute};
use crate::common::stress::soaked;
use crate::flavour::*;
use extras::Extras;
use replay::Listed;

/// The number of schemas that a short run tries. Servers take longer to create tables.
const CASES: u64 = match BACKEND {
    Backend::Sqlite => 120,
    _ => 25,
};

async fn merges_in_random_schemas_do_what_the_model_says() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    // What is there is counted by a session that merges nothing.
    let mut outside = run!(database.connect());
    let (mut merged, mut linking, mut obstacles) = (0, 0, BTreeSet::new());
    for case in 0..soaked(CASES) {
        let random = &mut Random::new(case);
        let shapes = shapes::random_shapes(random);
        let before = shapes::random_rows(random, &shapes);
        linking += shapes.iter().filter(|it| shapes::is_link(it)).count();
        let extras = Extras::of(random, &database, &before[0]);
        extras::drop_all(&mut conn, &database).await;
        tables::store(&mut conn, &shapes, &before).await;
        extras.store(&mut conn, &database).await;
        println!("case {case}: {shapes:?} {before:?} {extras:?}");
        // A row that concerns two groups is counted for each: only of one group is a dry run exact.
        let one_by_one = case % 2 == 1;
        let mut merge = Merge::new(KeySpec::of_columns("t0", ["k"])).keep(Order::latest("f2"));
        if one_by_one {
            merge = merge.limit(1);
        }
        if let Some(reference) = extras.reference() {
            merge = merge.reference(reference);
        }
        let listed: Vec<Listed> = (0..shapes.len())
            .map(|nth| (format!("t{nth}"), vec!["id", "f1", "f2", "k"]))
            .chain(extras.tables())
            .collect();
        let whole = replay::state(&mut outside, &listed).await;
        let obstacle = obstacles::try_one(random, &database, &mut conn, &extras, &merge).await;
        obstacles.insert(obstacle);
        assert_eq!(
            replay::state(&mut outside, &listed).await,
            whole,
            "{obstacle}"
        );
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
        let after = tables::read(&mut outside, shapes.len()).await;
        model::check(&shapes, &before, &after);
        extras
            .check(&mut outside, &model::survivors(&shapes, &before, &after))
            .await;
        if !runs.is_empty() {
            let left = replay::state(&mut outside, &listed).await;
            let replayed = replay::with_archive(&mut outside, left).await;
            assert_eq!(replayed, whole, "after, with the archive");
        }
        for run in runs.iter().rev() {
            let undone = run!(Undo::new(run).run(&mut conn)).unwrap();
            assert_eq!(undone.left, 0);
        }
        assert_eq!(
            replay::state(&mut outside, &listed).await,
            whole,
            "taken back"
        );
    }
    // A database that another one refers to cannot be dropped.
    extras::drop_all(&mut conn, &database).await;
    assert!(merged > CASES, "{merged} groups in all");
    assert!(linking > 2, "{linking} tables link people in all");
    assert!(obstacles.len() > 1, "{obstacles:?} were put up in all");
    // Whatever it created last is still there to be looked at.
    run!(try_execute(
        &mut conn,
        "SELECT 1 FROM camshaft_merge_archive"
    ))
    .unwrap();
}

tests![merges_in_random_schemas_do_what_the_model_says];
