use super::{BatchProgress, Found, Others, Take};
use crate::keyed::batch::affected::{AffectedRow, RowStatus};
use crate::keyed::entry::Entry;

fn row_ids(row_ids: &[&str]) -> std::collections::HashSet<String> {
    row_ids.iter().map(|row_id| (*row_id).to_owned()).collect()
}

fn affected_row(row_id: &str, status: RowStatus, row: &'static str) -> AffectedRow<&'static str> {
    AffectedRow {
        row_id: row_id.to_owned(),
        status,
        row,
    }
}

#[test]
fn equal_keys_share_a_row_and_null_keys_have_none() {
    let mut progress = BatchProgress::new(vec![Some('a'), None, Some('b'), Some('A'), Some('c')]);
    let chunks = progress.missing(3);
    assert_eq!(chunks, [vec![0, 2, 3], vec![4]]);
    let found = vec![(3, 1, "a"), (1, 1, "a"), (2, 2, "b")];
    progress.take(
        &chunks[0],
        Found::Numbered(found),
        &mut Take::WithoutRowIds,
        |_| None,
    );
    assert_eq!(progress.missing(9), [vec![4]]);
    assert!(!progress.is_complete());
    let found = Found::Numbered(vec![(1, 1, "c")]);
    progress.take(&chunks[1], found, &mut Take::WithoutRowIds, |_| None);
    let batch = progress.found();
    assert_eq!(batch.rows(), ["a", "b", "c"]);
    assert_eq!(
        batch.positions(),
        [Some(0), None, Some(1), Some(0), Some(2)]
    );
}

#[test]
fn integers_find_their_rows_in_any_order() {
    let mut progress = BatchProgress::new(vec![Some(7), None, Some(-3), Some(7), Some(9)]);
    let chunks = progress.missing(9);
    let found: Found<(), _> = Found::Integers(vec![(-3, "b"), (7, "a")]);
    progress.take(&chunks[0], found, &mut Take::WithoutRowIds, |key| {
        Some(*key)
    });
    let batch = progress.found();
    assert_eq!(batch.rows(), ["b", "a"]);
    assert_eq!(batch.positions(), [Some(1), None, Some(0), Some(1), None]);
}

#[test]
fn rows_are_taken_once_and_only_where_they_were_written() {
    let mut progress = BatchProgress::new(["a", "b", "A", "c"].map(Some).to_vec());
    let found = |rows: &[(i64, &'static str)]| {
        let rows = rows.iter();
        Found::<(), _>::WithRowId(
            rows.map(|(nth, row_id)| (*nth, (*row_id).into(), *row_id))
                .collect(),
        )
    };
    let mut updated = Take::Updated(row_ids(&["a"]));
    let left = progress.take(&[0, 1], found(&[(1, "a"), (2, "b")]), &mut updated, |_| {
        None
    });
    assert_eq!(left, [1]);
    assert_eq!(progress.still_missing(&[0, 1]), [1]);
    progress.take(&[2, 3], found(&[(1, "a")]), &mut Take::Known, |_| None);
    assert_eq!(progress.missing(9), [vec![1, 3]]);
    let mut created = Take::Created(row_ids(&["b"]));
    progress.take(&[1, 3], found(&[(1, "b"), (2, "c")]), &mut created, |_| {
        None
    });
    assert_eq!(progress.missing(9), [vec![1]]);
    progress.take(&[1], found(&[(1, "b")]), &mut Take::All, |_| None);
    let batch = progress.complete().unwrap();
    let entries = [
        Entry::Found("a"),
        Entry::Found("b"),
        Entry::Found("a"),
        Entry::Created("c"),
    ];
    assert_eq!(batch.iter().copied().collect::<Vec<_>>(), entries);
}

#[test]
fn integers_are_their_own_row_ids() {
    let mut progress = BatchProgress::new([5, -3, 5].map(Some).to_vec());
    let found = || Found::<(), _>::Integers(vec![(5, "a"), (-3, "b")]);
    let mut updated = Take::Updated(row_ids(&["-3"]));
    let left = progress.take(&[0, 1, 2], found(), &mut updated, |key| Some(*key));
    assert_eq!(left, [0, 2]);
    assert_eq!(progress.missing(9), [vec![0, 2]]);
    let mut created = Take::Created(row_ids(&["-3"]));
    progress.take(&[0], found(), &mut created, |key| Some(*key));
    progress.take(&[2], found(), &mut Take::Known, |key| Some(*key));
    let batch = progress.complete().unwrap();
    let (a, b) = (Entry::Created("a"), Entry::Found("b"));
    assert_eq!(batch.iter().copied().collect::<Vec<_>>(), [a, b, a]);
}

#[test]
fn rows_that_were_returned_stand_for_what_others_put_in_their_place() {
    let mut progress = BatchProgress::new(["a", "A", "b", "c"].map(Some).to_vec());
    let rows = vec![
        affected_row("a", RowStatus::Written, "ours"),
        affected_row("c", RowStatus::WrittenAs("63".to_owned()), "lost"),
    ];
    let mut returned = Take::returned(rows, true, Others::Left);
    let read = |nth: i64, row_id: &str| (nth, row_id.to_owned(), "theirs");
    let found = Found::<(), _>::WithRowId(vec![read(1, "a"), read(2, "a"), read(3, "b")]);
    let left = progress.take(&[0, 1, 2, 3], found, &mut returned, |_| None);
    assert_eq!(left, [2]);
    assert_eq!(returned.lost(), ["63"]);
    assert_eq!(progress.missing(9), [vec![2, 3]]);
    let mut all = Take::returned(Vec::new(), true, Others::Taken);
    let found = Found::<(), _>::WithRowId(vec![read(1, "b"), read(2, "d")]);
    progress.take(&[2, 3], found, &mut all, |_| None);
    let batch = progress.complete().unwrap();
    let (ours, theirs) = (Entry::Created("ours"), Entry::Found("theirs"));
    let entries: Vec<_> = batch.iter().copied().collect();
    assert_eq!(entries, [ours, ours, theirs, theirs]);
}

#[test]
fn integers_that_were_returned_need_no_reading() {
    let integer = |key: &i64| Some(*key);
    let mut progress = BatchProgress::new([5, -3, 5, 9].map(Some).to_vec());
    let chunk = [0, 1, 2, 3];
    let rows = || {
        vec![
            affected_row("5:1", RowStatus::WrittenAs(String::new()), "ours"),
            affected_row("9:2", RowStatus::PassedOver, "theirs"),
            affected_row("8:3", RowStatus::PassedOver, "of another key"),
        ]
    };
    let taken = progress.take_returned_integers(&chunk, rows(), true, Others::Left, integer);
    assert_eq!((taken, progress.missing(9)), (Ok(()), vec![vec![1, 3]]));
    let taken = progress.take_returned_integers(&[1, 3], rows(), true, Others::Taken, integer);
    assert_eq!(taken, Err("5:1".to_owned()));
    let passed = vec![affected_row("9:2", RowStatus::PassedOver, "theirs")];
    let taken = progress.take_returned_integers(&[1, 3], passed, true, Others::Taken, integer);
    assert_eq!((taken, progress.missing(9)), (Ok(()), vec![vec![1]]));
}
