//! The configuration in diesel.toml: the schema files, and the tables in them.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::Error;
use crate::project::ProjectError;
use crate::project::filter::Filter;

/// One `[print_schema]` or `[print_schema.NAME]`.
#[derive(Debug, Clone, Default)]
pub(crate) struct PrintSchema {
    /// The schema file; `diesel print-schema` writes to the standard output without.
    pub(crate) file: Option<PathBuf>,
    /// The schema of the database, PostgreSQL only.
    pub(crate) schema: Option<String>,
    pub(crate) filter: Filter,
    pub(crate) views: Views,
    /// The patch that `diesel print-schema` applies to its output.
    pub(crate) patch_file: Option<PathBuf>,
}

/// The handling of views for an entry whose schema file does not exist yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Views {
    #[default]
    Skip,
    Include,
}

/// The keys that matter here; `diesel` itself refuses unknown ones.
#[derive(Deserialize)]
struct ConfigEntry {
    file: Option<PathBuf>,
    schema: Option<String>,
    #[serde(default)]
    filter: FilterEntry,
    #[serde(default)]
    include_views: bool,
    patch_file: Option<PathBuf>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FilterEntry {
    #[serde(default)]
    only_tables: Vec<String>,
    #[serde(default)]
    except_tables: Vec<String>,
}

impl FilterEntry {
    fn has_both(&self) -> bool {
        !self.only_tables.is_empty() && !self.except_tables.is_empty()
    }
}

/// Reads the entries of diesel.toml, the unnamed one first; without a diesel.toml, one default entry.
pub(crate) fn read(argument: Option<&Path>) -> Result<Vec<PrintSchema>, Error> {
    let named = argument
        .map(Path::to_owned)
        .or_else(|| std::env::var_os("DIESEL_CONFIG_FILE").map(PathBuf::from));
    let Some(path) = named.or_else(find_config) else {
        return Ok(vec![PrintSchema::default()]);
    };
    let text = crate::util::path::read(&path)?;
    parse(&text, &path)
}

/// Finds it in this folder or the nearest one above it.
fn find_config() -> Option<PathBuf> {
    find_upwards("diesel.toml").filter(|path| path.is_file())
}

fn find_upwards(name: &str) -> Option<PathBuf> {
    let folder = std::env::current_dir().ok()?;
    let candidates = folder.ancestors().map(|folder| folder.join(name));
    candidates.into_iter().find(|path| path.exists())
}

/// Returns the folder in which `diesel migration` looks for migrations.
pub(crate) fn migrations_folder() -> Result<PathBuf, Error> {
    if let Some(folder) = std::env::var_os("MIGRATION_DIRECTORY") {
        return Ok(folder.into());
    }
    let configured = find_config()
        .map(|path| configured_folder(&path))
        .transpose()?;
    let default = || find_upwards("migrations").unwrap_or_else(|| PathBuf::from("migrations"));
    Ok(configured.flatten().unwrap_or_else(default))
}

/// Returns the folder of migrations of another project.
pub(crate) fn migrations_folder_of(folder: &Path) -> Result<PathBuf, Error> {
    let config = folder.join("diesel.toml");
    let configured = if config.is_file() {
        configured_folder(&config)?
    } else {
        None
    };
    Ok(configured.unwrap_or_else(|| folder.join("migrations")))
}

/// Returns the folder of migrations that a diesel.toml names.
fn configured_folder(path: &Path) -> Result<Option<PathBuf>, Error> {
    let text = crate::util::path::read(path)?;
    let config: MigrationsConfig = toml::from_str(&text).map_err(|error| ProjectError::Config {
        path: path.to_owned(),
        message: error.message().to_owned(),
    })?;
    let folder = config.migrations_directory.dir;
    Ok(folder.map(|it| path.parent().unwrap_or(Path::new("")).join(it)))
}

#[derive(Deserialize)]
struct MigrationsConfig {
    #[serde(default)]
    migrations_directory: MigrationsDirectory,
}

#[derive(Default, Deserialize)]
struct MigrationsDirectory {
    dir: Option<PathBuf>,
}

fn parse(text: &str, path: &Path) -> Result<Vec<PrintSchema>, Error> {
    let wrong = |message: String| ProjectError::Config {
        path: path.to_owned(),
        message,
    };
    let mut root: toml::Table =
        toml::from_str(text).map_err(|error| wrong(error.message().to_owned()))?;
    let Some(value) = root.remove("print_schema") else {
        return Ok(vec![PrintSchema::default()]);
    };
    let toml::Value::Table(unnamed) = value else {
        return Err(wrong("print_schema is not a table".to_owned()).into());
    };
    let is_entry = |(key, value): &(String, toml::Value)| value.is_table() && key != "filter";
    let (named, unnamed): (Vec<_>, Vec<_>) = unnamed.into_iter().partition(is_entry);

    let unnamed = toml::Value::Table(unnamed.into_iter().collect());
    let entries = std::iter::once(("print_schema".to_owned(), unnamed)).chain(
        named
            .into_iter()
            .map(|(key, value)| (format!("print_schema.{key}"), value)),
    );
    let base = path.parent().unwrap_or(Path::new(""));
    entries
        .map(|(key, value)| {
            let entry = ConfigEntry::deserialize(value)
                .map_err(|error| wrong(format!("[{key}]: {}", error.message())))?;
            if entry.filter.has_both() {
                let message = "filter has both only_tables and except_tables: remove one of them";
                return Err(wrong(format!("[{key}]: {message}")).into());
            }
            print_schema(entry, base)
        })
        .collect()
}

fn print_schema(entry: ConfigEntry, base: &Path) -> Result<PrintSchema, Error> {
    let FilterEntry {
        only_tables,
        except_tables,
    } = entry.filter;
    Ok(PrintSchema {
        file: entry.file.map(|file| base.join(file)),
        schema: entry.schema,
        filter: Filter::new(&only_tables, &except_tables)?,
        patch_file: entry.patch_file.map(|file| base.join(file)),
        views: if entry.include_views {
            Views::Include
        } else {
            Views::Skip
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<PrintSchema> {
        parse(text, Path::new("/app/diesel.toml")).unwrap()
    }

    fn message(text: &str) -> String {
        parse(text, Path::new("diesel.toml"))
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn files_are_relative_to_the_config() {
        let entries = read("[print_schema]\nfile = \"src/schema.rs\"\nwith_docs = true");
        assert_eq!(entries.len(), 1);
        assert_eq!(
            entries[0].file.as_deref(),
            Some(Path::new("/app/src/schema.rs"))
        );
        assert_eq!(entries[0].views, Views::Skip);
    }

    #[test]
    fn named_entries_follow_the_unnamed_one() {
        let entries = read(
            "[print_schema]\nfilter = { only_tables = [\"u\"] }\n\
             [print_schema.audit]\nfile = \"a.rs\"\nschema = \"audit\"\ninclude_views = true\n\
             [migrations_directory]\ndir = \"migrations\"",
        );
        assert_eq!(entries.len(), 2);
        assert!(entries[0].file.is_none() && !entries[0].filter.admits("posts"));
        assert_eq!(entries[1].schema.as_deref(), Some("audit"));
        assert_eq!(entries[1].views, Views::Include);
    }

    #[test]
    fn without_an_entry_there_is_a_default_one() {
        let entries = read("");
        assert!(entries.len() == 1 && entries[0].file.is_none());
    }

    #[test]
    fn a_fault_names_file_and_entry() {
        assert!(message("print_schema = 1").starts_with("`diesel.toml` is not a diesel.toml: "));
        assert!(message("[print_schema]\nfile = 1").contains("[print_schema]: invalid type"));
        let both = "[print_schema.a.filter]\nonly_tables = [\"a\"]\nexcept_tables = [\"b\"]";
        assert!(
            message(both)
                .contains("[print_schema.a]: filter has both only_tables and except_tables")
        );
        assert!(message("[").contains("is not a diesel.toml"));
    }
}
