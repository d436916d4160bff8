//! Incident 4: a column was renamed while the old release still ran.
//!
//! First as it happened, then with an alias, each time on one SQLite file. `camshaft compat` is asked
//! before; `cargo run -p plan_limits compat ..` is that command.

use std::error::Error;
use std::path::Path;
use std::process::{Command, ExitCode};

use plan_limits::served::{Served, folder_of, migrate, serve};
use plan_limits::{Request, a, b_aliases, b_renames};

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("compat") {
        return camshaft_cli::main();
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("plan_limits: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    println!("Release A runs. Release B calls the column `limits` `plan_limits`.\n");
    println!("by a migration that renames the column:");
    let asked = ask_compat("b_renames")?;
    let (old, new) = deploy("b_renames", b_renames::request)?;
    report("release A", &old);
    report("release B", &new);
    if asked || old.failed == 0 {
        return Err("the incident was not told beforehand".into());
    }
    println!("by `alias(limits as plan_limits)`, without a migration:");
    let asked = ask_compat("b_aliases")?;
    let (old, new) = deploy("b_aliases", b_aliases::request)?;
    report("release A", &old);
    report("release B", &new);
    if !asked || old.failed + new.failed > 0 {
        return Err("a release did not survive: please report it in camshaft's repository".into());
    }
    Ok(())
}

/// Returns whether release A would survive the migrations of another release.
fn ask_compat(release: &str) -> Result<bool, Box<dyn Error>> {
    println!("  $ camshaft compat --running ../a --apply");
    let output = Command::new(std::env::current_exe()?)
        .args(["compat", "--running", "../a", "--apply"])
        .current_dir(folder_of(Path::new(release)))
        .env("DATABASE_URL", "plans.sqlite")
        .env_remove("DIESEL_CONFIG_FILE")
        .env_remove("MIGRATION_DIRECTORY")
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    for line in said.lines() {
        println!("  {line}");
    }
    match output.status.code() {
        Some(0) => Ok(true),
        Some(1) => Ok(false),
        _ => Err(String::from_utf8_lossy(&output.stderr).into()),
    }
}

/// Migrates while release A runs, and starts the new one beside it.
fn deploy(release: &str, request: Request) -> Result<(Served, Served), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let database = folder.path().join("plans.sqlite");
    migrate(&database, Path::new("a"), 0)?;
    let before = serve(&database, a::request, "before")?;
    if before.failed > 0 {
        return Err(format!("release A does not run: {before:?}").into());
    }
    migrate(&database, Path::new(release), 1)?;
    let old = serve(&database, a::request, "old")?;
    let new = serve(&database, request, "new")?;
    Ok((old, new))
}

fn report(name: &str, served: &Served) {
    let Served {
        answered,
        failed,
        error,
    } = served;
    let error = error
        .as_ref()
        .map_or_else(String::new, |error| format!(": {error}"));
    println!("  {name}: {answered} requests answered, {failed} failed{error}");
    if name == "release B" {
        println!();
    }
}
