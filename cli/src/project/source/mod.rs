//! The declarations for Diesel and camshaft in a crate's source, read from its tokens alone.

pub(crate) mod structs;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::util::path::shown;
use crate::util::report;

pub(crate) use structs::{Source, Struct, last_of_type};

/// Reads the crates that the schema files belong to, in the order of files and lines. A file or an attribute that does
/// not parse is warned of: it may be meant for something else than the compiler.
pub(crate) fn read(schema_files: &[PathBuf]) -> Result<Source, Error> {
    let folders = schema_files.iter().filter_map(|file| source_folder(file));
    let folders: BTreeSet<_> = folders.collect();
    let mut files = Vec::new();
    for folder in folders {
        collect(folder, &mut files)?;
    }
    let mut found = Source::default();
    for file in files {
        let text = crate::util::path::read(&file)?;
        match structs::find(&file, &text) {
            Ok(more) => found.extend(more),
            Err(error) => report::warning(format_args!(
                "skipped `{}`, which does not parse: line {}: {error}",
                shown(&file),
                error.span().start().line
            )),
        }
    }
    for (file, fault) in &found.faults {
        report::warning(format_args!(
            "skipped an attribute in `{}`, which does not parse: line {}: {fault}",
            shown(file),
            fault.span().start().line
        ));
    }
    Ok(found)
}

/// Returns the innermost folder `src` around a file; without one, its own folder.
fn source_folder(file: &Path) -> Option<&Path> {
    let mut folders = file.ancestors().skip(1);
    folders
        .find(|folder| folder.ends_with("src"))
        .or_else(|| file.parent())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    let unreadable = |error| Error::Read {
        path: folder.to_owned(),
        error,
    };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unreadable(error)),
    };
    let paths: Result<Vec<_>, _> = entries.map(|entry| entry.map(|it| it.path())).collect();
    let mut paths = paths.map_err(unreadable)?;
    // The order of a folder differs between file systems, and the output has to be the same.
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}
