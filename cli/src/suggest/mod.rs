//! `camshaft suggest`.

mod has_one;
mod unique;

use camshaft::catalog::{Arena, Backend, Index, KeyPart, Timing};

use crate::args::{CatalogArgs, SuggestArgs};
use crate::database_url::DatabaseUrl;
use crate::error::Error;
use crate::report::{self, Outcome};
use crate::select::{Selected, select};
use crate::target::targets;
use crate::{config, connect};

/// Prints the attributes of each table.
pub(crate) fn run(args: &SuggestArgs) -> Result<Outcome, Error> {
    let entries = config::read(args.source.config_file.as_deref())?;
    let targets = targets(&CatalogArgs::default(), entries)?;
    let url = DatabaseUrl::find(args.source.database_url.as_deref())?;
    let arena = Arena::new();
    let catalog = connect::inspect(&url, &arena)?;

    let mut tables = Vec::new();
    for target in targets {
        tables.extend(select(&catalog, &target.entry)?.tables);
    }
    let wanted = wanted(&tables, &args.tables)?;
    let blocks: Vec<_> = wanted
        .into_iter()
        .map(|table| block(table, &tables, catalog.backend))
        .collect();
    report::print(&blocks.join("\n"))?;
    Ok(Outcome::Done)
}

/// The named tables in the order given, or all.
fn wanted<'t, 'c>(
    tables: &'t [Selected<'c>],
    names: &[String],
) -> Result<Vec<&'t Selected<'c>>, Error> {
    if names.is_empty() {
        return Ok(tables.iter().collect());
    }
    let find = |name: &String| {
        tables
            .iter()
            .find(|selected| is_named(selected, name))
            .ok_or_else(|| Error::NoTable(DatabaseUrl::new(name).redacted()))
    };
    names.iter().map(find).collect()
}

fn is_named(selected: &Selected<'_>, name: &str) -> bool {
    let table = selected.table;
    table.name == name || name.split_once('.') == Some((table.schema, table.name))
}

fn block(selected: &Selected<'_>, all: &[Selected<'_>], backend: Backend) -> String {
    let mut lines = unique::lines(selected);
    lines.extend(has_one::lines(selected, all, backend));
    let table = path(selected, backend);
    if lines.is_empty() {
        return format!("// {table}: nothing is unique here\n");
    }
    format!(
        "// {table}\n#[camshaft(\n    {}\n)]\n",
        lines.join("\n    ")
    )
}

/// The path of the table from the schema module on.
fn path(selected: &Selected<'_>, backend: Backend) -> String {
    if backend.default_schema() == Some(selected.table.schema) {
        selected.rust_name.clone()
    } else {
        format!("{}::{}", selected.table.schema, selected.rust_name)
    }
}

/// Why no declaration can rest on a unique index; `None` if one can.
fn fault(index: &Index<'_>) -> Option<&'static str> {
    if index.timing != Timing::Immediate {
        Some("is deferrable, so it is no conflict target")
    } else if !index.valid {
        Some("is invalid: drop it and create it again, or REINDEX it")
    } else if !index.ready {
        Some("is not ready: it is still being built")
    } else if index.keys.iter().any(|key| key.prefix.is_some()) {
        Some("covers only the beginning of a column")
    } else {
        None
    }
}

/// The columns of an index without expressions.
fn columns<'i>(index: &Index<'i>) -> Option<Vec<&'i str>> {
    let column = |part| match part {
        KeyPart::Column(name) => Some(name),
        KeyPart::Expression(_) => None,
    };
    index.keys.iter().map(|key| column(key.part)).collect()
}
