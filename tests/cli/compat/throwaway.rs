//! The database of a check is gone afterwards, whatever happened.

use super::*;

/// Runs it to its end; the databases that its process left.
fn left(folder: &Path, url: &str, names: &dyn Fn() -> Vec<String>) -> (Ended, Vec<String>) {
    let mut command = crate::support::command::camshaft(folder, url);
    let command = command.args(["compat", "--apply", "--running", "old"]);
    let command = command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let child = command.spawn().expect("camshaft runs");
    let prefix = format!("camshaft_compat_{}_", child.id());
    let ended = Ended::of(&child.wait_with_output().expect("it ends"));
    let mut names = names();
    names.retain(|name| name.starts_with(&prefix));
    (ended, names)
}

fn databases_are_dropped(url: &str, names: &dyn Fn() -> Vec<String>) {
    let project = tempfile::tempdir().expect("a folder");
    let project = project.path();
    release(&project.join("old"));
    release(project);
    let (ended, left_over) = left(project, url, names);
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (Some(0), "every release survives\n"),
        "{ended:?}"
    );
    assert_eq!(left_over, Vec::<String>::new());
    let broken = "ALTER TABLE nothing ADD COLUMN a INTEGER;";
    migration(
        &project.join("migrations"),
        "2026-02-01-000000_broken",
        broken,
    );
    let (ended, left_over) = left(project, url, names);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    let message = "error: the migration `migrations/2026-02-01-000000_broken` failed: ";
    assert!(ended.err.starts_with(message), "{ended:?}");
    assert_eq!(left_over, Vec::<String>::new());
}

#[cfg(feature = "postgres")]
#[test]
fn databases_of_postgres_are_dropped() {
    let database = crate::support::postgres::Database::create();
    let query = "SELECT datname::text AS value FROM pg_database";
    let url = database.url();
    databases_are_dropped(&url, &|| {
        super::super::rows::texts::<diesel::PgConnection>(&url, query)
    });
}

#[cfg(feature = "mysql")]
#[test]
fn databases_of_mysql_are_dropped() {
    let database = crate::support::mysql::Database::create();
    let query = "SELECT schema_name AS value FROM information_schema.schemata";
    let url = database.url();
    databases_are_dropped(&url, &|| {
        super::super::rows::texts::<diesel::MysqlConnection>(&url, query)
    });
}

#[cfg(feature = "postgres")]
#[test]
fn server_that_lets_nobody_create_is_refused() {
    let database = crate::support::postgres::Database::create();
    let name = database.name.clone();
    database.run(&format!("CREATE ROLE {name}"));
    let project = tempfile::tempdir().expect("a folder");
    release(&project.path().join("old"));
    release(project.path());
    let mut command = crate::support::command::camshaft(project.path(), &database.url());
    command.env("PGOPTIONS", format!("-c role={name}"));
    command.args(["compat", "--apply", "--running", "old"]);
    let ended = Ended::of(&command.output().expect("camshaft runs"));
    database.run(&format!("DROP ROLE {name}"));
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(
        ended.err.contains("permission denied to create database"),
        "{ended:?}"
    );
    assert!(
        ended
            .err
            .contains("help: --apply needs a user who may create databases"),
        "{ended:?}"
    );
}
