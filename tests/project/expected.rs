//! Each case of `tests/ui` has its expected compiler output, and no such output outlives its case.

use std::path::PathBuf;

use super::{files_below, root};

#[test]
fn cases_and_expected_output_pair_up() {
    let unpaired = unpaired(&files_below(&root().join("tests/ui")));
    assert!(
        unpaired.is_empty(),
        "without its `.rs` or `.stderr`: {unpaired:#?}"
    );
}

#[test]
fn a_missing_half_is_found() {
    let files = ["a.rs", "a.stderr", "only_case.rs", "only_output.stderr"].map(PathBuf::from);
    assert_eq!(unpaired(&files), files[2..]);
}

/// Returns the cases and expected outputs among the files that lack the other one.
fn unpaired(files: &[PathBuf]) -> Vec<PathBuf> {
    let lacks = |file: &PathBuf, other: &str| !files.contains(&file.with_extension(other));
    files
        .iter()
        .filter(
            |file| match file.extension().and_then(|extension| extension.to_str()) {
                Some("rs") => lacks(file, "stderr"),
                Some("stderr") => lacks(file, "rs"),
                _ => false,
            },
        )
        .cloned()
        .collect()
}
