//! The manifest of a project's folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::declared::{self, Declared};
use super::document::{Insert, Manifest, Needed, NeededColumn, VERSION};
use crate::error::Error;
use crate::project::ProjectError;
use crate::project::catalog;
use crate::project::config::{self, PrintSchema};
use crate::project::schema_file::{self, SchemaTable};
use crate::project::source::{self, Source};
use crate::project::target::catalog_files;
use crate::state::{Server, TableState};

/// The folder and the files that the manifest of a project is made of.
#[derive(Debug)]
pub(crate) struct Project<'p> {
    pub(crate) folder: &'p Path,
    /// The schema file, where it is not for diesel.toml to say.
    pub(crate) schema: Option<&'p Path>,
    /// The diesel.toml, where it is another than that of the folder.
    pub(crate) config: Option<&'p Path>,
}

impl Project<'_> {
    /// Reads it.
    pub(crate) fn manifest(&self) -> Result<Manifest, Error> {
        let entries = self.entries()?;
        let files = entries.iter().filter_map(|entry| entry.file.clone());
        let files: Vec<_> = files.filter(|file| file.is_file()).collect();
        if files.is_empty() {
            return Err(ProjectError::NoSchemaFile {
                folder: Path::new(".").join(self.folder),
            }
            .into());
        }
        let mut tables = Vec::new();
        for file in &files {
            tables.extend(schema_file::read(file)?.unwrap_or_default());
        }
        let databases = databases(&entries)?;
        let source = self.source(&files)?;
        let mut tables: Vec<_> = tables
            .iter()
            .map(|table| needed(table, declared::of(table, &source), &databases))
            .collect();
        // A manifest is committed: its order must not depend on the order of the files.
        tables.sort_by(|a, b| (&a.schema, &a.name).cmp(&(&b.schema, &b.name)));
        Ok(Manifest {
            version: VERSION,
            tables,
            databases,
        })
    }

    fn entries(&self) -> Result<Vec<PrintSchema>, Error> {
        let only = |file: PathBuf| {
            vec![PrintSchema {
                file: Some(file),
                ..PrintSchema::default()
            }]
        };
        if let Some(schema) = self.schema {
            return Ok(only(self.folder.join(schema)));
        }
        let own = self.folder.join("diesel.toml");
        let config = self
            .config
            .or_else(|| own.is_file().then_some(own.as_path()));
        let default = || only(self.folder.join("src").join("schema.rs"));
        let entries = config.map_or_else(|| Ok(default()), |path| config::read(Some(path)))?;
        let has_file = entries.iter().any(|entry| entry.file.is_some());
        Ok(if has_file { entries } else { default() })
    }

    /// Reads the source, with paths relative to the folder.
    fn source(&self, schema_files: &[PathBuf]) -> Result<Source, Error> {
        let mut source = source::read(schema_files)?;
        let within = |file: &mut PathBuf| {
            if let Ok(short) = file.strip_prefix(self.folder) {
                *file = short.to_owned();
            }
        };
        source
            .structs
            .iter_mut()
            .for_each(|it| within(&mut it.file));
        source.inserts.iter_mut().for_each(|it| within(&mut it.0));
        source
            .conflicts
            .iter_mut()
            .for_each(|it| within(&mut it.file));
        Ok(source)
    }
}

/// Reads the facts of the catalog files that exist.
fn databases(entries: &[PrintSchema]) -> Result<BTreeMap<Server, Vec<TableState>>, Error> {
    let mut databases: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let files = catalog_files(entries)?.into_iter().flatten();
    for path in files.filter(|path| path.is_file()) {
        let text = crate::util::path::read(&path)?;
        let sections = catalog::read(&text).map_err(|error| ProjectError::NotACatalog {
            path,
            problem: error.to_string(),
        })?;
        for (server, tables) in sections {
            databases.entry(server).or_default().extend(tables);
        }
    }
    Ok(databases)
}

fn needed(
    table: &SchemaTable,
    declared: Declared,
    databases: &BTreeMap<Server, Vec<TableState>>,
) -> Needed {
    let columns = table.types.iter().map(|column| NeededColumn {
        name: column.sql_name.clone(),
        diesel_type: column.name.clone(),
        nullable: column.nullable,
    });
    let Declared {
        mut inserts,
        unique_keys,
        ignored,
    } = declared;
    let mut known = databases.values().flatten();
    let known = known.find(|it| it.name == table.sql_name && it.schema == table.schema);
    for insert in &mut inserts {
        insert.takes_values |= known.is_some_and(|known| !covers_required_columns(insert, known));
    }
    Needed {
        schema: table.schema.clone(),
        name: table.sql_name.clone(),
        columns: columns.collect(),
        inserts,
        unique_keys,
        ignored,
    }
}

/// Returns whether the insert has a value for each required column: otherwise the caller's values have
/// the rest.
fn covers_required_columns(insert: &Insert, table: &TableState) -> bool {
    let mut required = table.columns.iter().filter(|column| column.is_required());
    required.all(|column| insert.names(&column.name))
}
