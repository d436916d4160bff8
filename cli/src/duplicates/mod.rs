//! `camshaft duplicates`.

mod render;

use camshaft::catalog::{Arena, Backend, Inspect, KeyPart, Table};
use camshaft::duplicates::{
    Count, Duplicates, DuplicatesConnection, DuplicatesDsl as _, Group, Named, SoughtKey,
};
use camshaft::merge::Refusal;

use crate::args::{DuplicatesArgs, ReportFormat};
use crate::connect::{self, Task};
use crate::database::Database;
use crate::database_url::DatabaseUrl;
use crate::error::Error;
use crate::key;
use crate::report::{self, Outcome};
use crate::whole;

/// How many ids of a group are shown.
const IDS: u64 = 5;

/// What was found.
#[derive(Debug)]
struct Found {
    table: String,
    /// The parts of the key, as given.
    key: Vec<String>,
    /// The columns of the primary key.
    primary_key: Vec<String>,
    groups: Vec<Group<Vec<String>>>,
    total: Count,
}

/// Shows the groups of rows that are alike.
pub(crate) fn run(args: &DuplicatesArgs) -> Result<Outcome, Error> {
    let url = DatabaseUrl::find(args.database_url.as_deref())?;
    let found = connect::run(&url, Find(args))?;
    report::print(&match args.format {
        ReportFormat::Table => render::table(&found),
        ReportFormat::Json => render::json(&found),
    })?;
    Ok(match found.total.groups {
        0 => Outcome::Done,
        _ => Outcome::Found,
    })
}

struct Find<'a>(&'a DuplicatesArgs);

impl Task for Find<'_> {
    type Output = Found;

    fn run<C>(self, conn: &mut C, url: &DatabaseUrl) -> Result<Found, Error>
    where
        C: DuplicatesConnection<Named, Backend: Inspect> + Database,
    {
        let args = self.0;
        let arena = Arena::new();
        let catalog = connect::read(conn, url, &arena)?;
        let mut sought = args.key.sought(&args.table)?;
        sought.nulls_distinct = !args.nulls_not_distinct;
        let primary_key = primary_key(key::locate(conn, &catalog, &mut sought)?)?;
        if catalog.backend == Backend::Postgres {
            whole::check_policies(conn, &sought)?;
            whole::read_tables(conn)?;
        }
        let key = sought.keys.iter().map(|key| match key {
            SoughtKey::Column(text) | SoughtKey::Expression(text) => text.clone(),
        });
        let key = key.collect();
        let duplicates = Duplicates::of(sought, primary_key.clone()).ids(IDS);
        let total = duplicates.clone().count(conn);
        let groups = duplicates.limit(args.limit).load(conn);
        Ok(Found {
            table: args.table.clone(),
            key,
            primary_key,
            total: total.map_err(Error::Duplicates)?,
            groups: groups.map_err(Error::Duplicates)?,
        })
    }
}

/// The columns of the primary key.
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
        return Err(key::refused(&Refusal::NoPrimaryKey { table }));
    }
    Ok(columns)
}
