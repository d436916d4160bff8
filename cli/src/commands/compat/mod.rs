//! The command `camshaft compat`, which checks that the running releases survive a new schema.

mod allow;
mod check;
mod compare;
mod error;
mod finding;
mod release;
mod render;
mod throwaway;

use std::path::PathBuf;

use check::Check;
use finding::Severity;
use release::Release;
use render::CompatFormat;

use crate::database::url::DatabaseUrl;
use crate::error::Error;
use crate::util::report::{self, Outcome};
use error::CompatError;

const EXIT_CODES: &str = "\
Exit codes:
  0  every release survives; there may be notes
  1  a release does not survive, or may not
  2  an error; the message says what to do";

/// Checks that the running releases survive a new schema.
///
/// The command compares facts that it reads from a database with what each release uses. It does not
/// analyse the SQL of migrations.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct CompatArgs {
    /// A running release: a manifest file, a folder, or a Git reference such as `v1.4`. Can be
    /// repeated.
    #[arg(long, value_name = "RELEASE", num_args = 1..)]
    running: Vec<String>,
    /// A running release that still runs during the post-deployment migrations. Can be repeated.
    #[arg(long, value_name = "RELEASE", num_args = 1.., requires = "post_migrations")]
    staying: Vec<String>,
    /// The folder of the post-deployment migrations, which run once the new release does.
    #[arg(long, value_name = "DIR", requires = "apply")]
    post_migrations: Option<PathBuf>,
    /// Checks the code of this folder against the old schema instead: for deployments that start the
    /// code before the migrations, and for rollbacks.
    #[arg(long, conflicts_with = "post_migrations")]
    rollback: bool,
    /// Applies the migrations to a temporary database: those of the first running release that is a
    /// folder or a Git reference, then those of this folder, one by one. It is dropped afterwards; for
    /// SQLite it is a temporary file. No other database is changed.
    #[arg(long)]
    apply: bool,
    /// The database with the new migrations; with --apply, its server; with --rollback, the old
    /// database. Default: `DATABASE_URL` from the environment or from `.env`.
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// A file of accepted findings, each with a reason and an expiry date.
    #[arg(long, value_name = "FILE")]
    allow: Option<PathBuf>,
    /// The format of the report.
    #[arg(long, value_enum, default_value_t)]
    format: CompatFormat,
    /// Prints the time that the migrations took.
    #[arg(long, requires = "apply")]
    timings: bool,
}

pub(crate) fn run(args: &CompatArgs) -> Result<Outcome, Error> {
    if args.running.is_empty() && (args.apply || !args.rollback) {
        return Err(CompatError::NoRunning.into());
    }
    let url = DatabaseUrl::find(args.database_url.as_deref())?;
    let running = releases(&args.running)?;
    let staying = releases(&args.staying)?;
    let next;
    let mut found = if args.apply || args.rollback {
        next = Release::next()?;
        let check = Check {
            running: &running,
            staying: &staying,
            next: &next,
            post_migrations: args.post_migrations.as_deref(),
        };
        match (args.apply, args.rollback) {
            (true, true) => check.old_migrations(&url)?,
            (true, false) => check.new_migrations(&url)?,
            (false, _) => check.old_database(&url)?,
        }
    } else {
        check::new_database(&running, &url)?
    };
    if let Some(path) = &args.allow {
        allow::apply(path, &mut found.findings)?;
    }
    report::print(&render::render(&found, args.format))?;
    if args.timings {
        let each = found.time.checked_div(found.migrations).unwrap_or_default();
        report::note(format_args!(
            "{} migrations in {:.1?}, {:.1?} each",
            found.migrations, found.time, each
        ));
    }
    let mut findings = found.findings.iter();
    let survives = findings.all(|it| it.finding.severity == Severity::Note);
    Ok(if survives {
        Outcome::Done
    } else {
        Outcome::Found
    })
}

fn releases(names: &[String]) -> Result<Vec<Release>, Error> {
    names.iter().map(|name| Release::find(name)).collect()
}
