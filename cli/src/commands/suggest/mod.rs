//! The command `camshaft suggest`.

mod has_one;
mod unique;

use camshaft::catalog::{Arena, Backend, Index, KeyPart, Table};

use crate::commands::args::SourceArgs;
use crate::database::connect;
use crate::database::url::DatabaseUrl;
use crate::error::{Error, OwnError};
use crate::project::config;
use crate::project::select::{Selected, select};
use crate::project::target::{TargetOptions, targets};
use crate::util::report::{self, Outcome};

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  2  an error; the message says what to do";

/// Prints the `#[camshaft(..)]` attributes that the unique indexes and foreign keys of the database
/// prove.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct SuggestArgs {
    /// The tables, such as `users` or `audit.events`. Default: all tables.
    #[arg(value_name = "TABLE")]
    tables: Vec<String>,
    #[command(flatten)]
    source: SourceArgs,
}

/// Prints the attributes of each table.
pub(crate) fn run(args: &SuggestArgs) -> Result<Outcome, Error> {
    let entries = config::read(args.source.config_file.as_deref())?;
    let targets = targets(TargetOptions::default(), entries)?;
    let url = DatabaseUrl::find(args.source.database_url.as_deref())?;
    let arena = Arena::new();
    let catalog = connect::inspect(&url, &arena)?;

    let mut tables = Vec::new();
    for target in targets {
        tables.extend(select(&catalog, &target.entry)?.tables);
    }
    let selected = selected_tables(&tables, &args.tables, catalog.backend)?;
    let blocks: Vec<_> = selected
        .into_iter()
        .map(|table| block(table, &tables, catalog.backend))
        .collect();
    report::print(&blocks.join("\n"))?;
    Ok(Outcome::Done)
}

/// Returns the named tables in the order given, or all.
fn selected_tables<'t, 'c>(
    tables: &'t [Selected<'c>],
    names: &[String],
    backend: Backend,
) -> Result<Vec<&'t Selected<'c>>, Error> {
    if names.is_empty() {
        return Ok(tables.iter().collect());
    }
    let find = |name: &String| {
        let unknown = || SuggestError::NoTable(DatabaseUrl::new(name).redacted());
        Ok(find(tables, name, backend).ok_or_else(unknown)?)
    };
    names.iter().map(find).collect()
}

/// Finds a table. A bare name means the default schema's table, if there is one.
fn find<'t, 'c>(
    tables: &'t [Selected<'c>],
    name: &str,
    backend: Backend,
) -> Option<&'t Selected<'c>> {
    let (schema, bare) = match name.split_once('.') {
        Some((schema, bare)) => (schema, bare),
        None => (backend.default_schema(), name),
    };
    let exact =
        |selected: &&Selected<'_>| (selected.table.schema, selected.table.name) == (schema, bare);
    let named = |selected: &&Selected<'_>| selected.table.name == name;
    tables
        .iter()
        .find(exact)
        .or_else(|| tables.iter().find(named))
}

fn block(selected: &Selected<'_>, all: &[Selected<'_>], backend: Backend) -> String {
    let table = path(selected, backend);
    let mut lines = match obstacle(selected.table) {
        Some(obstacle) => vec![format!("// `{table}` {obstacle}")],
        None => unique::lines(selected, backend),
    };
    lines.extend(has_one::lines(selected, all, backend));
    if lines.is_empty() {
        return format!("// {table}: nothing is unique here\n");
    }
    format!(
        "// {table}\n#[camshaft(\n    {}\n)]\n",
        lines.join("\n    ")
    )
}

/// Returns the reason why no declaration can rest on any index of a table; `None` if one can.
fn obstacle(table: &Table<'_>) -> Option<&'static str> {
    if table.inherited {
        Some("has tables that inherit from it, whose rows no unique index of it covers")
    } else if table.rules {
        Some("has rules for INSERT or UPDATE, with which ON CONFLICT is refused")
    } else {
        None
    }
}

/// Returns the path of the table from the schema module on.
fn path(selected: &Selected<'_>, backend: Backend) -> String {
    if backend.default_schema() == selected.table.schema {
        selected.rust_name.clone()
    } else {
        format!("{}::{}", selected.table.schema, selected.rust_name)
    }
}

/// Finds the name of a column in Rust, which no other column may have.
fn rust_name_of(selected: &Selected<'_>, sql_name: &str) -> Result<String, String> {
    let Some(name) = selected.column(sql_name) else {
        return Err(format!(
            "has `{sql_name}`, which the schema file leaves out"
        ));
    };
    let mut others = selected.table.columns.iter();
    let other =
        others.find(|it| it.name != sql_name && selected.column(it.name).as_ref() == Some(&name));
    match other {
        None => Ok(name),
        Some(other) => Err(format!(
            "has `{sql_name}`, which has the Rust name `{name}`, as `{}` has: give it another name in `table!`, \
             with `#[sql_name = {sql_name:?}]`",
            other.name
        )),
    }
}

/// Returns the columns of an index without expressions.
fn columns<'i>(index: &Index<'i>) -> Option<Vec<&'i str>> {
    let column = |part| match part {
        KeyPart::Column(name) => Some(name),
        KeyPart::Expression(_) => None,
    };
    index.keys.iter().map(|key| column(key.part)).collect()
}

/// An error of `camshaft suggest`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SuggestError {
    #[error(
        "the table `{0}` is not in the catalog\nhelp: `camshaft print-catalog` lists the tables"
    )]
    NoTable(String),
}

impl OwnError for SuggestError {}
