//! `camshaft compat`, where a transcript does not show it: commits, phases, throw-away databases, time.

#[cfg(feature = "postgres")]
mod live;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod throwaway;

use std::fs;
use std::path::Path;
use std::process::Command;

use super::held::{Ended, run};

const SCHEMA: &str = "diesel::table! { users (id) { id -> Integer, name -> Nullable<Text>, } }";
const MODELS: &str =
    "#[derive(Insertable)] #[diesel(table_name = users)] struct NewUser { name: Option<String> }";
const FIRST: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY NOT NULL, name VARCHAR(50));";

/// That of the tests' own models.
const MANIFEST: &str = camshaft::manifest!("fixtures/manifest.json");

fn write(folder: &Path, file: &str, text: &str) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn migration(folder: &Path, name: &str, up: &str) {
    write(folder, &format!("{name}/up.sql"), up);
    write(folder, &format!("{name}/down.sql"), "-- not undone");
}

/// A release whose one table has one migration.
fn release(folder: &Path) {
    write(folder, "src/schema.rs", SCHEMA);
    write(folder, "src/models.rs", MODELS);
    migration(&folder.join("migrations"), "2026-01-01-000000_first", FIRST);
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
    let mut command = Command::new("git");
    let command = command.current_dir(folder).args(identity).args(arguments);
    let output = command.output().expect("git runs");
    assert!(output.status.success(), "{output:?}");
}

fn on_sqlite(folder: &Path, arguments: &[&str]) -> Ended {
    let arguments = [&["compat", "--apply", "--running"], arguments].concat();
    run(folder, "any.sqlite", &arguments)
}

#[test]
fn release_is_what_git_knows_it_by() {
    let repository = tempfile::tempdir().expect("a folder");
    // The project is a folder in it.
    let project = repository.path().join("app");
    release(&project);
    git(repository.path(), &["init", "--quiet"]);
    git(repository.path(), &["add", "."]);
    git(repository.path(), &["commit", "--quiet", "--message", "a"]);
    git(repository.path(), &["tag", "v1"]);
    let rename = "ALTER TABLE users RENAME COLUMN name TO full_name;";
    migration(
        &project.join("migrations"),
        "2026-02-01-000000_rename",
        rename,
    );
    write(
        &project,
        "src/schema.rs",
        &SCHEMA.replace("name ->", "full_name ->"),
    );
    git(repository.path(), &["add", "."]);
    let ended = on_sqlite(&project, &["v1"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let first =
        "the first unsafe step: migrations/2026-02-01-000000_rename (`v1` does not survive it)\n";
    assert!(ended.out.contains(first), "{ended:?}");
    assert!(!ended.out.contains("this release"), "{ended:?}");
    // What is about to be committed is as it was.
    let staged = Command::new("git")
        .current_dir(&project)
        .args(["diff", "--cached", "--name-only"])
        .output()
        .expect("git runs");
    assert_eq!(String::from_utf8_lossy(&staged.stdout).lines().count(), 3);
    // Going back: the new code on the old schema.
    let ended = on_sqlite(&project, &["v1", "--rollback"]);
    assert!(
        ended.out.contains("`full_name` of `users` is gone"),
        "{ended:?}"
    );
    for unknown in ["v2", "-v", "--upload-pack=x"] {
        let ended = on_sqlite(&project, &[unknown]);
        assert_eq!(ended.code, Some(2), "{ended:?}");
    }
}

#[test]
fn post_deployment_migrations_are_for_what_runs_then() {
    let project = tempfile::tempdir().expect("a folder");
    let project = project.path();
    release(&project.join("canary"));
    release(&project.join("old"));
    release(project);
    write(
        project,
        "src/schema.rs",
        "diesel::table! { users (id) { id -> Integer, } }",
    );
    write(project, "src/models.rs", "");
    let drop = "ALTER TABLE users DROP COLUMN name;";
    migration(&project.join("post"), "2026-02-01-000000_drop", drop);
    let post = ["old", "--post-migrations", "post"];
    let ended = on_sqlite(project, &post);
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (Some(0), "every release survives\n")
    );
    let ended = on_sqlite(project, &[&post[..], &["--staying", "canary"]].concat());
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let first =
        "the first unsafe step: post/2026-02-01-000000_drop (`canary` does not survive it)\n";
    assert!(ended.out.contains(first), "{ended:?}");
    // As a regular migration it comes while the old release runs.
    fs::rename(
        project.join("post/2026-02-01-000000_drop"),
        project.join("migrations/2026-02-01-000000_drop"),
    )
    .expect("it is moved");
    let ended = on_sqlite(project, &["old"]);
    assert!(ended.out.contains("`old` does not survive it"), "{ended:?}");
}

#[test]
fn every_running_release_is_checked() {
    let project = tempfile::tempdir().expect("a folder");
    let project = project.path();
    for name in ["canary", "production", "."] {
        release(&project.join(name));
    }
    let ignoring = "diesel::table! { users (id) { id -> Integer, } }";
    write(project, "canary/src/schema.rs", ignoring);
    write(project, "src/schema.rs", ignoring);
    let drop = "ALTER TABLE users DROP COLUMN name;";
    migration(&project.join("migrations"), "2026-02-01-000000_drop", drop);
    let alone = on_sqlite(project, &["canary"]);
    assert_eq!(
        (alone.code, alone.out.as_str()),
        (Some(0), "every release survives\n")
    );
    let both = on_sqlite(project, &["canary", "production"]);
    assert_eq!(both.code, Some(1), "{both:?}");
    assert!(
        both.out.contains("`production` does not survive it"),
        "{both:?}"
    );
}

#[test]
fn three_hundred_migrations_take_less_than_a_minute() {
    let project = tempfile::tempdir().expect("a folder");
    let project = project.path();
    release(&project.join("old"));
    release(project);
    for nth in 0..300 {
        let up = format!(
            "CREATE TABLE t{nth} (id INTEGER PRIMARY KEY, name TEXT UNIQUE); ALTER TABLE users ADD COLUMN c{nth} TEXT;"
        );
        migration(
            &project.join("migrations"),
            &format!("2026-02-01-{nth:06}_more"),
            &up,
        );
    }
    let ended = on_sqlite(project, &["old", "--timings"]);
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (Some(0), "every release survives\n")
    );
    assert!(ended.err.starts_with("301 migrations in "), "{ended:?}");
    assert!(ended.err.ends_with(" each\n"), "{ended:?}");
}

/// `CAMSHAFT_BLESS=1` writes it anew.
#[test]
fn manifest_is_embedded_as_it_is_printed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ended = run(
        folder,
        "any.sqlite",
        &["manifest", "--schema", "fixtures/schema.rs"],
    );
    assert_eq!(ended.code, Some(0), "{ended:?}");
    if std::env::var_os("CAMSHAFT_BLESS").is_some() {
        write(folder, "fixtures/manifest.json", &ended.out);
        return;
    }
    assert_eq!(MANIFEST, ended.out);
}
