//! The command `camshaft index`.

pub(crate) mod args;
mod build;
mod empty_copy;
mod error;
mod existing;
mod failure;
mod hidden_duplicates;
mod migration;
mod name;
mod name_in_use;
mod preflight;
mod render;
mod server_key;
mod target;
mod value_lengths;

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
use build::{Builder, Built, Operation};
use error::IndexError;
use existing::{IndexState, state};
use migration::Migration;
use render::IndexResult;
use server_key::ServerKey;
use target::IndexTarget;

/// Merges, builds the index, and prints the migration.
pub(crate) fn run(args: &IndexArgs) -> Result<Outcome, Error> {
    let url = DatabaseUrl::find(args.common.database_url.as_deref())?;
    connect::with(&url, |database| on(&url, database, args))
}

fn on(url: &DatabaseUrl, database: &mut dyn Database, args: &IndexArgs) -> Result<Outcome, Error> {
    let arena = Arena::new();
    let catalog = connect::facts(url, database, &arena)?;
    let target = IndexTarget::resolve(database, &catalog, args)?;
    if args.in_place && target.backend != Backend::Postgres {
        return Err(IndexError::InPlace.into());
    }
    preflight::check_table(database, &target)?;
    let server_key = ServerKey::of(database, &target)?;
    let operation = match state(&catalog, &target, &server_key) {
        IndexState::DifferentDefinition(definition) => {
            return Err(IndexError::DifferentDefinition {
                name: target.name,
                definition,
            }
            .into());
        }
        IndexState::Existing(name) => {
            let hidden = hidden_duplicates::count(database, &target)?;
            if hidden == 0 {
                return existing(database, args, &target, name);
            }
            report::warning(hidden_duplicates::warning(&name, hidden));
            full_scan::disable_index_scans(database)?;
            Operation::Rebuild(name)
        }
        IndexState::Absent | IndexState::Invalid => Operation::Create,
    };
    confirm::check_can_ask(&args.common)?;
    preflight::check(database, &catalog, &target, &operation)?;
    let mut merge = args.options.merge(target.spec.clone());
    if args.common.yes {
        merge = args.options.without_confirmation(merge);
    }
    if confirm::confirm(database, &merge, &target.spec, &args.common)? == Answer::No {
        report::note("nothing was changed");
        return Ok(Outcome::Remaining);
    }
    interrupt::listen()?;
    let mut builder = Builder {
        url,
        database,
        target: &target,
        server_key: &server_key,
        operation,
        merge: &merge,
        args,
    };
    let built = if args.in_place {
        builder.build_in_place()?
    } else {
        builder.build()?
    };
    let migrations = match (&built.left, &built.operation) {
        (None, Operation::Create) => migration::migrations(database, &target)?,
        (None, Operation::Rebuild(name)) if *name == target.name => {
            migration::migrations(database, &target)?
        }
        _ => Vec::new(),
    };
    finish(args, &target, &IndexResult::Built(built), &migrations)
}

/// Reports an index that proves the key already, with the migration of an index of the requested name.
fn existing(
    database: &mut dyn Database,
    args: &IndexArgs,
    target: &IndexTarget,
    name: String,
) -> Result<Outcome, Error> {
    let migrations = if name == target.name {
        migration::migrations(database, target)?
    } else {
        Vec::new()
    };
    finish(args, target, &IndexResult::Existing(name), &migrations)
}

fn finish(
    args: &IndexArgs,
    target: &IndexTarget,
    result: &IndexResult,
    migrations: &[Migration],
) -> Result<Outcome, Error> {
    let written = match &args.migration {
        Some(folder) if !migrations.is_empty() => migration::write(migrations, folder.as_deref())?,
        _ => Vec::new(),
    };
    report::print(&match args.common.format {
        ResultFormat::Text => render::text(target, result, migrations, &written),
        ResultFormat::Json => {
            let archive = &args.options.archive;
            render::json(target, result, migrations, &written, archive)
        }
    })?;
    Ok(match result {
        IndexResult::Built(Built { left: Some(_), .. }) => Outcome::Remaining,
        _ => Outcome::Done,
    })
}
