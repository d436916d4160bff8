//! `camshaft index`.

pub(crate) mod args;
mod build;
mod copy;
mod error;
mod existing;
mod failure;
mod hidden;
mod longest;
mod migration;
mod name;
mod preflight;
mod render;
mod taken;
mod target;
mod written;

use camshaft::catalog::{Arena, Backend};

use crate::commands::merge::args::ResultFormat;
use crate::commands::merge::confirm::{self, Answer};
use crate::database::Database;
use crate::database::connect;
use crate::database::full_scan;
use crate::database::url::DatabaseUrl;
use crate::error::Error;
use crate::util::interrupt;
use crate::util::report::{self, Outcome};
use args::IndexArgs;
use build::{Builder, Built, Work};
use error::IndexError;
use existing::{State, state};
use migration::Migration;
use render::Ended;
use target::Target;
use written::Written;

/// Merges, builds, and prints the migration.
pub(crate) fn run(args: &IndexArgs) -> Result<Outcome, Error> {
    let url = DatabaseUrl::find(args.common.database_url.as_deref())?;
    connect::with(&url, |database| on(&url, database, args))
}

fn on(url: &DatabaseUrl, database: &mut dyn Database, args: &IndexArgs) -> Result<Outcome, Error> {
    let arena = Arena::new();
    let catalog = connect::facts(url, database, &arena)?;
    let target = Target::resolve(database, &catalog, args)?;
    if args.in_place && target.backend != Backend::Postgres {
        return Err(IndexError::InPlace.into());
    }
    preflight::check_table(database, &target)?;
    let written = Written::of(database, &target)?;
    let work = match state(&catalog, &target, &written) {
        State::Taken(what) => {
            return Err(IndexError::Taken {
                name: target.name,
                what,
            }
            .into());
        }
        State::Proven(name) => {
            let hidden = hidden::count(database, &target)?;
            if hidden == 0 {
                return existing(database, args, &target, name);
            }
            report::warning(hidden::warning(&name, hidden));
            full_scan::disable_index_scans(database)?;
            Work::Rebuild(name)
        }
        State::Absent | State::Invalid => Work::Create,
    };
    confirm::check_can_ask(&args.common)?;
    preflight::check(database, &catalog, &target, &work)?;
    let mut merge = args.options.merge(target.sought.clone());
    if args.common.yes {
        merge = args.options.without_confirmation(merge);
    }
    if confirm::confirm(database, &merge, &target.sought, &args.common)? == Answer::No {
        report::note("nothing is changed");
        return Ok(Outcome::Remaining);
    }
    interrupt::listen()?;
    let mut builder = Builder {
        url,
        database,
        target: &target,
        written: &written,
        work,
        merge: &merge,
        args,
    };
    let built = if args.in_place {
        builder.build_in_place()?
    } else {
        builder.build()?
    };
    let migrations = match (&built.left, &built.work) {
        (None, Work::Create) => migration::migrations(database, &target)?,
        (None, Work::Rebuild(name)) if *name == target.name => {
            migration::migrations(database, &target)?
        }
        _ => Vec::new(),
    };
    finish(args, &target, &Ended::Built(built), &migrations)
}

/// Ends where an index proves the key already; the migration is that of an index with the name asked for.
fn existing(
    database: &mut dyn Database,
    args: &IndexArgs,
    target: &Target,
    name: String,
) -> Result<Outcome, Error> {
    let migrations = if name == target.name {
        migration::migrations(database, target)?
    } else {
        Vec::new()
    };
    finish(args, target, &Ended::Existing(name), &migrations)
}

fn finish(
    args: &IndexArgs,
    target: &Target,
    ended: &Ended,
    migrations: &[Migration],
) -> Result<Outcome, Error> {
    let written = match &args.migration {
        Some(folder) if !migrations.is_empty() => migration::write(migrations, folder.as_deref())?,
        _ => Vec::new(),
    };
    report::print(&match args.common.format {
        ResultFormat::Text => render::text(target, ended, migrations, &written),
        ResultFormat::Json => {
            let archive = &args.options.archive;
            render::json(target, ended, migrations, &written, archive)
        }
    })?;
    Ok(match ended {
        Ended::Built(Built { left: Some(_), .. }) => Outcome::Remaining,
        _ => Outcome::Done,
    })
}
