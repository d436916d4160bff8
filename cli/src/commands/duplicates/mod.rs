//! The command `camshaft duplicates`.

mod render;

use camshaft::catalog::{Arena, Backend, Inspect, KeyPart, Table};
use camshaft::duplicates::{
    Count, Duplicates, DuplicatesConnection, DuplicatesDsl as _, Group, KeyElement, Named,
};
use camshaft::merge::Refusal;
use clap::ValueEnum;

use crate::commands::args::KeyArgs;
use crate::database::Database;
use crate::database::connect::{self, Task};
use crate::database::full_scan;
use crate::database::locate::{locate, refused};
use crate::database::url::DatabaseUrl;
use crate::error::{Error, OwnError};
use crate::util::report::{self, Outcome};

/// The number of primary keys that are shown for a group.
const IDS: u64 = 5;

const EXIT_CODES: &str = "\
Exit codes:
  0  there are no duplicates
  1  there are duplicates
  2  an error; the message says what to do";

/// Finds rows with equal keys, which prevent a unique index on the key.
///
/// The server compares the keys by its collations. It reads the whole table once or, if there is an
/// ordinary index on the key, only that index.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct DuplicatesArgs {
    /// The table, such as `users` or `audit.events`.
    #[arg(long, value_name = "TABLE")]
    table: String,
    #[command(flatten)]
    key: KeyArgs,
    /// Treats NULLs as equal, for an index with NULLS NOT DISTINCT.
    #[arg(long)]
    nulls_not_distinct: bool,
    /// The maximum number of groups to show.
    #[arg(long, value_name = "GROUPS", default_value_t = 100)]
    limit: u64,
    /// The format of the report.
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
    /// The database: `postgres://..`, `mysql://..`, or the path of a SQLite file. Default:
    /// `DATABASE_URL` from the environment or from `.env`.
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
}

/// The format of a report.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// A table for people.
    #[default]
    Table,
    /// One JSON object, for other tools.
    Json,
}

/// The duplicates that were found.
#[derive(Debug)]
struct FoundDuplicates {
    table: String,
    /// The columns and expressions of the key, as given.
    key: Vec<String>,
    /// The columns of the primary key.
    primary_key: Vec<String>,
    groups: Vec<Group<Vec<String>>>,
    total: Count,
}

/// Shows the groups of rows with equal keys.
pub(crate) fn run(args: &DuplicatesArgs) -> Result<Outcome, Error> {
    let url = DatabaseUrl::find(args.database_url.as_deref())?;
    let found = connect::run(&url, FindDuplicates(args))?;
    report::print(&match args.format {
        ReportFormat::Table => render::table(&found),
        ReportFormat::Json => render::json(&found),
    })?;
    Ok(match found.total.groups {
        0 => Outcome::Done,
        _ => Outcome::Found,
    })
}

struct FindDuplicates<'a>(&'a DuplicatesArgs);

impl Task for FindDuplicates<'_> {
    type Output = FoundDuplicates;

    fn run<C>(self, conn: &mut C, url: &DatabaseUrl) -> Result<FoundDuplicates, Error>
    where
        C: DuplicatesConnection<Named, Backend: Inspect> + Database,
    {
        let args = self.0;
        let arena = Arena::new();
        let catalog = connect::read(conn, url, &arena)?;
        let mut spec = args.key.spec(&args.table)?;
        spec.nulls_distinct = !args.nulls_not_distinct;
        let primary_key = primary_key(locate(conn, &catalog, &mut spec)?)?;
        if catalog.backend == Backend::Postgres {
            full_scan::check_row_security(conn, &spec)?;
            full_scan::disable_index_scans(conn)?;
        }
        let key = spec.keys.iter().map(|key| match key {
            KeyElement::Column(text) | KeyElement::Expression(text) => text.clone(),
        });
        let key = key.collect();
        let duplicates = Duplicates::of(spec, primary_key.clone()).ids(IDS);
        let total = duplicates.clone().count(conn);
        let groups = duplicates.limit(args.limit).load(conn);
        Ok(FoundDuplicates {
            table: args.table.clone(),
            key,
            primary_key,
            total: total.map_err(DuplicatesError::Unreadable)?,
            groups: groups.map_err(DuplicatesError::Unreadable)?,
        })
    }
}

/// Returns the columns of the primary key.
fn primary_key(table: &Table<'_>) -> Result<Vec<String>, Error> {
    let primary = table.indexes.iter().find(|index| index.primary);
    let columns = primary.map_or(&[][..], |index| index.keys).iter();
    let columns = columns.filter_map(|key| match key.part {
        KeyPart::Column(name) => Some(name.to_owned()),
        KeyPart::Expression(_) => None,
    });
    let columns: Vec<_> = columns.collect();
    if columns.is_empty() {
        let table = table.name.to_owned();
        return Err(refused(&Refusal::NoPrimaryKey { table }));
    }
    Ok(columns)
}

/// An error of `camshaft duplicates`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DuplicatesError {
    #[error("cannot read the duplicates: {0}")]
    Unreadable(camshaft::Error),
}

impl OwnError for DuplicatesError {}
