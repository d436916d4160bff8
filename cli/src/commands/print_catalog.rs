//! The command `camshaft print-catalog`.

use std::path::{Path, PathBuf};

use camshaft::catalog::{Arena, Backend, Catalog};

use crate::commands::args::{CatalogArgs, Format};
use crate::database::connect;
use crate::database::url::DatabaseUrl;
use crate::error::{Error, OwnError};
use crate::project::ProjectError;
use crate::project::filter::Filter;
use crate::project::select::{Selection, select};
use crate::project::target::{CatalogTarget, targets};
use crate::project::{catalog, config};
use crate::render::{json, rust, stale_indexes};
use crate::util::path::{read_if_there, shown, write};
use crate::util::report::{self, Outcome};

const EXIT_CODES: &str = "\
Exit codes:
  0  done: every catalog is current
  2  an error; the message says what to do";

/// Prints the catalog of the database, or writes it beside each schema file of diesel.toml.
///
/// The catalog of `src/schema.rs` is `src/catalog.rs`. If several schema files share a folder, the
/// catalog of `schema_audit.rs` is `schema_audit_catalog.rs`. Only the section of the connected
/// database's server is replaced.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct PrintCatalogArgs {
    #[command(flatten)]
    pub(crate) catalog: CatalogArgs,
}

/// A rendered catalog.
#[derive(Debug)]
pub(crate) struct Rendered {
    /// The catalog file; `None` for the standard output.
    pub(crate) file: Option<PathBuf>,
    /// The current content of the file.
    pub(crate) old: Option<String>,
    pub(crate) new: String,
    /// The unique indexes whose order may be stale.
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
        // A file that is written anew makes cargo compile the crate again.
        if rendered.old.as_ref() == Some(&rendered.new) {
            report::note(format_args!("{} is current", shown(file)));
            continue;
        }
        write(file, &rendered.new)?;
        report::note(format_args!("wrote {}", shown(file)));
    }
    Ok(Outcome::Done)
}

/// Reads the database and renders each catalog, without writing any.
pub(crate) fn render(args: &CatalogArgs) -> Result<Vec<Rendered>, Error> {
    let filter = Filter::new(&args.only_tables, &args.except_tables)?;
    let targets = targets(
        args.target_options(),
        config::read(args.source.config_file.as_deref())?,
    )?;
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
    targets: Vec<CatalogTarget>,
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
        return Err(PrintError::NothingLeft {
            url: url.redacted(),
            schema: "any file".to_owned(),
        }
        .into());
    }
    Ok(catalogs)
}

fn nothing_left(url: &DatabaseUrl, target: &CatalogTarget) -> Error {
    let schema = match (&target.entry.file, &target.entry.schema) {
        (Some(file), _) => format!("`{}`", shown(file)),
        (None, Some(schema)) => format!("the schema `{schema}`"),
        (None, None) => "the default schema".to_owned(),
    };
    PrintError::NothingLeft {
        url: url.redacted(),
        schema,
    }
    .into()
}

fn rust_catalog(
    target: CatalogTarget,
    catalog: &Catalog<'_>,
    selection: &Selection<'_>,
) -> Result<Rendered, Error> {
    let tables = selection.tables.iter();
    let named = tables.clone().map(|it| (it.table, it.rust_name.as_str()));
    let section = rust::section(catalog.backend, named);
    assert_read_back(&section, catalog.backend)?;
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
            catalog::merged(old, module.as_deref(), catalog.backend, &section).map_err(
                |problem| ProjectError::NotACatalog {
                    path: path.clone(),
                    problem,
                },
            )?
        }
        _ => rust::file(module.as_deref().unwrap_or("crate::schema"), &section),
    };
    Ok(Rendered {
        file: target.catalog,
        old,
        new,
        stale: tables
            .flat_map(|it| stale_indexes::warnings(it.table))
            .collect(),
    })
}

/// Reads a section as the macro will, and refuses one that is not the facts it was printed from.
fn assert_read_back(section: &str, backend: Backend) -> Result<(), PrintError> {
    let arena = Arena::new();
    let again = catalog::read_section(section, &arena).map(|tables| {
        let named = tables.iter().map(|(table, name)| (table, name.as_str()));
        rust::section(backend, named)
    });
    match again {
        Ok(again) if again == section => Ok(()),
        Ok(again) => Err(PrintError::NotReadBack(again)),
        Err(error) => Err(PrintError::NotReadBack(error.to_string())),
    }
}

fn json_catalog(
    args: &CatalogArgs,
    url: &DatabaseUrl,
    catalog: &Catalog<'_>,
    filter: &Filter,
) -> Result<Rendered, Error> {
    let mut tables = json::tables(catalog);
    filter.check(&tables.iter().map(|table| table.name).collect::<Vec<_>>())?;
    tables.retain(|table| filter.admits(table.name));
    Ok(Rendered {
        old: read(args.output.as_deref())?,
        new: json::document(&url.database_name(), catalog.backend, &tables),
        file: args.output.clone(),
        stale: Vec::new(),
    })
}

fn read(file: Option<&Path>) -> Result<Option<String>, Error> {
    file.map_or(Ok(None), read_if_there)
}

/// An error of `camshaft print-catalog`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PrintError {
    #[error(
        "no table of `{url}` is selected for {schema}\nhelp: check its filter and its schema file"
    )]
    NothingLeft { url: String, schema: String },
    #[error(
        "the printed catalog does not parse back to the same facts, so nothing was written; please report this to \
         https://github.com/camshaft-rs/camshaft with the schema: {0}"
    )]
    NotReadBack(String),
}

impl OwnError for PrintError {}
