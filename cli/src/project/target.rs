//! The catalogs to print, and their files.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use crate::error::Error;
use crate::project::ProjectError;
use crate::project::config::PrintSchema;
use crate::util::rust_name::is_identifier;

/// One catalog.
#[derive(Debug)]
pub(crate) struct CatalogTarget {
    /// The catalog file; the standard output without.
    pub(crate) catalog: Option<PathBuf>,
    pub(crate) entry: PrintSchema,
    /// The module of the schema file, as far as it is known.
    pub(crate) module: Option<String>,
}

/// The options that change what diesel.toml says.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TargetOptions<'o> {
    /// The file to write.
    pub(crate) output: Option<&'o Path>,
    /// The module of the tables.
    pub(crate) schema_module: Option<&'o str>,
}

/// Returns the targets of the options and of diesel.toml.
pub(crate) fn targets(
    options: TargetOptions<'_>,
    entries: Vec<PrintSchema>,
) -> Result<Vec<CatalogTarget>, Error> {
    let (with_file, without): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|entry| entry.file.is_some());
    let entries = if with_file.is_empty() {
        without
    } else {
        with_file
    };
    let single = |option| match entries.len() {
        0 | 1 => Ok(()),
        count => Err(Error::from(ProjectError::SeveralSchemas { option, count })),
    };
    if options.output.is_some() {
        single("--output")?;
    }
    if options.schema_module.is_some() {
        single("--schema-module")?;
    }
    let files = catalog_files(&entries)?;
    entries
        .into_iter()
        .zip(files)
        .map(|(entry, file)| {
            Ok(CatalogTarget {
                module: module(options.schema_module, entry.file.as_deref())?,
                catalog: options.output.map(Path::to_owned).or(file),
                entry,
            })
        })
        .collect()
}

/// Returns `catalog.rs` beside each schema file, or `STEM_catalog.rs` where several share a folder.
pub(crate) fn catalog_files(entries: &[PrintSchema]) -> Result<Vec<Option<PathBuf>>, Error> {
    let files: Vec<_> = entries
        .iter()
        .filter_map(|entry| entry.file.as_deref())
        .collect();
    let mut seen = BTreeSet::new();
    if let Some(twice) = files.iter().find(|file| !seen.insert(**file)) {
        return Err(ProjectError::SameFile((*twice).to_owned()).into());
    }
    let catalog = |file: &Path| {
        let alone = files
            .iter()
            .filter(|other| other.parent() == file.parent())
            .count()
            == 1;
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        file.with_file_name(if alone {
            "catalog.rs".to_owned()
        } else {
            format!("{stem}_catalog.rs")
        })
    };
    Ok(entries
        .iter()
        .map(|entry| entry.file.as_deref().map(catalog))
        .collect())
}

fn module(given: Option<&str>, file: Option<&Path>) -> Result<Option<String>, Error> {
    match (given, file) {
        (Some(module), _) if is_module(module) => Ok(Some(module.to_owned())),
        (Some(module), _) => Err(ProjectError::BadModule(module.to_owned()).into()),
        (None, Some(file)) => module_of(file)
            .map(Some)
            .ok_or_else(|| ProjectError::NoModule(file.to_owned()).into()),
        (None, None) => Ok(None),
    }
}

fn is_module(path: &str) -> bool {
    let in_order = |(at, part): (usize, &str)| is_identifier(part) || (at == 0 && part == "crate");
    path.split("::").enumerate().all(in_order)
}

/// Returns the module of a file: `src/db/schema.rs` is `crate::db::schema`, and so is
/// `src/db/schema/mod.rs`.
fn module_of(file: &Path) -> Option<String> {
    let parts: Vec<_> = file
        .with_extension("")
        .components()
        .filter_map(|part| match part {
            Component::Normal(part) => Some(part.to_str().map(str::to_owned)),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let source = parts.iter().rposition(|part| part == "src")?;
    let mut modules = &parts[source + 1..];
    if let [rest @ .., last] = modules {
        let is_root = rest.is_empty() && (last == "lib" || last == "main");
        if is_root || last == "mod" {
            modules = rest;
        }
    }
    modules.iter().all(|part| is_identifier(part)).then(|| {
        let path = modules.iter().map(|part| format!("::{part}"));
        std::iter::once("crate".to_owned()).chain(path).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(file: &str) -> PrintSchema {
        PrintSchema {
            file: Some(PathBuf::from(file)),
            ..PrintSchema::default()
        }
    }

    fn files(entries: Vec<PrintSchema>) -> Vec<PathBuf> {
        let targets = targets(TargetOptions::default(), entries).unwrap();
        targets
            .into_iter()
            .filter_map(|target| target.catalog)
            .collect()
    }

    #[test]
    fn the_module_is_the_path_under_src() {
        for (file, module) in [
            ("src/schema.rs", Some("crate::schema")),
            ("/app/src/db/schema.rs", Some("crate::db::schema")),
            ("src/x/src/schema.rs", Some("crate::schema")),
            ("src/schema/mod.rs", Some("crate::schema")),
            ("src/lib.rs", Some("crate")),
            ("db/schema.rs", None),
            ("src/type/schema.rs", None),
        ] {
            assert_eq!(module_of(Path::new(file)).as_deref(), module);
        }
    }

    #[test]
    fn a_module_is_a_path_of_names() {
        assert!(is_module("crate::schema") && is_module("db::schema"));
        assert!(!is_module("crate::") && !is_module("a b") && !is_module("a::crate"));
    }

    #[test]
    fn a_catalog_is_beside_its_schema() {
        assert_eq!(
            files(vec![entry("src/schema.rs")]),
            [PathBuf::from("src/catalog.rs")]
        );
        assert_eq!(
            files(vec![
                entry("src/a.rs"),
                entry("src/b.rs"),
                entry("src/db/c.rs")
            ]),
            ["src/a_catalog.rs", "src/b_catalog.rs", "src/db/catalog.rs"].map(PathBuf::from)
        );
    }

    #[test]
    fn entries_without_a_file_give_way_to_those_with_one() {
        assert_eq!(
            files(vec![PrintSchema::default(), entry("src/a.rs")]).len(),
            1
        );
        let targets = targets(TargetOptions::default(), vec![PrintSchema::default()]).unwrap();
        assert!(targets.len() == 1 && targets[0].catalog.is_none());
    }

    #[test]
    fn options_for_one_file_refuse_several() {
        let options = TargetOptions {
            output: Some(Path::new("x.rs")),
            schema_module: None,
        };
        let error = targets(options, vec![entry("src/a.rs"), entry("src/b.rs")]).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("--output needs a single schema file")
        );
        let error = catalog_files(&[entry("src/a.rs"), entry("src/a.rs")]).unwrap_err();
        assert!(error.to_string().starts_with("two [print_schema] entries"));
    }
}
