//! `camshaft print-catalog`.

use std::path::{Path, PathBuf};

use camshaft::catalog::{Arena, Catalog};

use crate::args::{CatalogArgs, Format};
use crate::database_url::DatabaseUrl;
use crate::error::Error;
use crate::filter::Filter;
use crate::report::{self, Outcome};
use crate::select::{Selection, select};
use crate::target::{Target, targets};
use crate::{atomic, catalog_file, config, connect, render_json, render_rust, stale};

/// A catalog as it is to be.
#[derive(Debug)]
pub(crate) struct Rendered {
    /// Its file; the standard output without.
    pub(crate) file: Option<PathBuf>,
    /// What the file holds now.
    pub(crate) old: Option<String>,
    pub(crate) new: String,
    /// Unique indexes that may not be in order any more.
    pub(crate) stale: Vec<String>,
}

/// Writes each catalog that is not current.
pub(crate) fn run(args: &CatalogArgs) -> Result<Outcome, Error> {
    for rendered in render(args)? {
        for line in &rendered.stale {
            report::warning(line);
        }
        let Some(file) = &rendered.file else {
            report::print(&rendered.new)?;
            continue;
        };
        if rendered.old.as_ref() == Some(&rendered.new) {
            report::note(format_args!("{} is current", shown(file)));
            continue;
        }
        atomic::write(file, &rendered.new).map_err(|error| Error::Write {
            path: file.clone(),
            error,
        })?;
        report::note(format_args!("{} is written", shown(file)));
    }
    Ok(Outcome::Done)
}

/// A path as the user would write it here.
pub(crate) fn shown(path: &Path) -> String {
    let folder = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(folder)
        .unwrap_or(path)
        .display()
        .to_string()
}

/// Reads the database and renders each catalog, without writing any.
pub(crate) fn render(args: &CatalogArgs) -> Result<Vec<Rendered>, Error> {
    let filter = Filter::new(&args.only_tables, &args.except_tables)?;
    let targets = targets(args, config::read(args.source.config_file.as_deref())?)?;
    let url = DatabaseUrl::find(args.source.database_url.as_deref())?;
    let arena = Arena::new();
    let catalog = connect::inspect(&url, &arena)?;
    match args.format {
        Format::Rust => rust_catalogs(&url, &catalog, targets, &filter),
        Format::Json => Ok(vec![json_catalog(args, &url, &catalog, &filter)?]),
    }
}

fn rust_catalogs(
    url: &DatabaseUrl,
    catalog: &Catalog<'_>,
    targets: Vec<Target>,
    filter: &Filter,
) -> Result<Vec<Rendered>, Error> {
    let mut selections = Vec::new();
    for target in targets {
        let selection = select(catalog, &target.entry)?;
        if selection.tables.is_empty() {
            return Err(nothing_left(url, &target));
        }
        selections.push((target, selection));
    }
    let tables = selections
        .iter()
        .flat_map(|(_, selection)| &selection.tables);
    filter.check(
        &tables
            .map(|selected| selected.table.name)
            .collect::<Vec<_>>(),
    )?;

    let mut catalogs = Vec::new();
    for (target, mut selection) in selections {
        selection.keep(filter);
        if !selection.tables.is_empty() {
            catalogs.push(rust_catalog(target, catalog, &selection)?);
        }
    }
    if catalogs.is_empty() {
        return Err(Error::NothingLeft {
            url: url.redacted(),
            schema: "any file".to_owned(),
        });
    }
    Ok(catalogs)
}

fn nothing_left(url: &DatabaseUrl, target: &Target) -> Error {
    let schema = match (&target.entry.file, &target.entry.schema) {
        (Some(file), _) => format!("`{}`", shown(file)),
        (None, Some(schema)) => format!("the schema `{schema}`"),
        (None, None) => "the default schema".to_owned(),
    };
    Error::NothingLeft {
        url: url.redacted(),
        schema,
    }
}

fn rust_catalog(
    target: Target,
    catalog: &Catalog<'_>,
    selection: &Selection<'_>,
) -> Result<Rendered, Error> {
    let section = render_rust::section(catalog.backend, &selection.tables);
    let module = target.module.map(|module| {
        std::iter::once(&module)
            .chain(&selection.modules)
            .cloned()
            .collect::<Vec<_>>()
            .join("::")
    });
    let old = read(target.catalog.as_deref())?;
    let new = match (&old, &target.catalog) {
        (Some(old), Some(path)) if !old.trim().is_empty() => {
            catalog_file::merged(old, module.as_deref(), catalog.backend, &section).map_err(
                |problem| Error::NotACatalog {
                    path: path.clone(),
                    problem,
                },
            )?
        }
        _ => render_rust::file(module.as_deref().unwrap_or("crate::schema"), &section),
    };
    let tables = selection.tables.iter().map(|selected| selected.table);
    Ok(Rendered {
        file: target.catalog,
        old,
        new,
        stale: tables.flat_map(stale::lines).collect(),
    })
}

fn json_catalog(
    args: &CatalogArgs,
    url: &DatabaseUrl,
    catalog: &Catalog<'_>,
    filter: &Filter,
) -> Result<Rendered, Error> {
    let mut tables = render_json::tables(catalog);
    filter.check(&tables.iter().map(|table| table.name).collect::<Vec<_>>())?;
    tables.retain(|table| filter.admits(table.name));
    Ok(Rendered {
        old: read(args.output.as_deref())?,
        new: render_json::document(&url.database_name(), catalog.backend, &tables),
        file: args.output.clone(),
        stale: Vec::new(),
    })
}

fn read(file: Option<&Path>) -> Result<Option<String>, Error> {
    let Some(file) = file else { return Ok(None) };
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::Read {
            path: file.to_owned(),
            error,
        }),
    }
}
