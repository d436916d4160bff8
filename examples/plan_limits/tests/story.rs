//! The story as `main` prints it, and the two releases as programs on one database.

use std::path::Path;
use std::process::Command;

use plan_limits::served::migrate;

#[test]
fn rename_breaks_the_old_release_and_the_alias_does_not() {
    let output = Command::new(env!("CARGO_BIN_EXE_plan_limits"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    let (renamed, aliased) = said.split_once("by `alias").unwrap();
    for expected in [
        "error[column-gone]: the column `limits` of `plans` is gone; it was probably renamed to `plan_limits`",
        "the first unsafe step: migrations/2026-02-20-000000_rename_limits (`../a` does not survive it)",
        "release A: 0 requests answered, 50 failed: table plans has no column named limits",
        "release B: 50 requests answered, 0 failed",
    ] {
        assert!(renamed.contains(expected), "{expected}: {said}");
    }
    for expected in [
        "every release survives",
        "release A: 50 requests answered, 0 failed",
        "release B: 50 requests answered, 0 failed",
    ] {
        assert!(aliased.contains(expected), "{expected}: {said}");
    }
}

#[test]
fn both_releases_run_on_one_database() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("plans.sqlite");
    migrate(&database, Path::new("a"), 0).unwrap();
    for release in [
        env!("CARGO_BIN_EXE_release_a"),
        env!("CARGO_BIN_EXE_release_b"),
    ] {
        let output = Command::new(release).arg(&database).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    migrate(&database, Path::new("b_renames"), 1).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_release_a"))
        .arg(&database)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}
