//! `camshaft ignore`: a column less in what `diesel print-schema` prints.

use std::path::{Path, PathBuf};

use diesel_table_macro_syntax::TableDecl;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Ident, Macro};

use crate::atomic;
use crate::config::{self, PrintSchema};
use crate::error::Error;
use crate::print_catalog::shown;
use crate::report::{self, Outcome};

/// The patch file, where diesel.toml names none.
const USUAL_PATCH: &str = "schema.patch";

#[derive(Debug, clap::Args)]
pub(crate) struct IgnoreArgs {
    /// The column, as `users.plan_limit` or `audit.events.plan_limit`.
    #[arg(value_name = "TABLE.COLUMN")]
    column: String,
    /// The diesel.toml. Without it, `DIESEL_CONFIG_FILE`, or the diesel.toml in this folder or one
    /// above it.
    #[arg(long, value_name = "FILE")]
    config_file: Option<PathBuf>,
}

pub(crate) fn run(args: &IgnoreArgs) -> Result<Outcome, Error> {
    let unknown = || Error::NoSuchColumn(args.column.clone());
    let (table, column) = args.column.rsplit_once('.').ok_or_else(unknown)?;
    for entry in config::read(args.config_file.as_deref())? {
        let Some(file) = &entry.file else { continue };
        let text = read(file)?.unwrap_or_default();
        let place = find(file, &text, table, column)?;
        if let Some(place) = place {
            return write_patch(&entry, file, &text, &place, column);
        }
    }
    Err(unknown())
}

/// The lines of a column.
struct Place {
    first: usize,
    last: usize,
    rust_name: String,
    is_key: bool,
}

fn find(file: &Path, text: &str, table: &str, column: &str) -> Result<Option<Place>, Error> {
    let source = syn::parse_file(text).map_err(|error| Error::Schema {
        path: file.to_owned(),
        error,
    })?;
    let mut finder = Finder {
        table,
        column,
        found: None,
    };
    finder.visit_file(&source);
    Ok(finder.found)
}

struct Finder<'f> {
    table: &'f str,
    column: &'f str,
    found: Option<Place>,
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_macro(&mut self, call: &'ast Macro) {
        let is_table = call
            .path
            .segments
            .last()
            .is_some_and(|it| it.ident == "table");
        if let (true, Ok(declared)) = (is_table, syn::parse2::<TableDecl>(call.tokens.clone())) {
            let schema = declared.schema.as_ref().map(Ident::to_string);
            let name = schema.map_or_else(
                || declared.sql_name.clone(),
                |schema| format!("{schema}.{}", declared.sql_name),
            );
            let mut columns = declared.column_defs.iter();
            let column = columns.find(|it| it.sql_name == self.column);
            if let (true, Some(column)) = (name == self.table, column) {
                let first = column
                    .meta
                    .first()
                    .map_or(column.column_name.span(), syn::spanned::Spanned::span);
                let keys = declared.primary_keys.iter().flat_map(|it| &it.keys);
                let mut keys: Vec<_> = keys.map(Ident::to_string).collect();
                if keys.is_empty() {
                    keys.push("id".to_owned());
                }
                let rust_name = column.column_name.to_string();
                self.found = Some(Place {
                    first: first.start().line,
                    last: column.tpe.span().end().line,
                    is_key: keys.contains(&rust_name),
                    rust_name,
                });
            }
        }
        visit::visit_macro(self, call);
    }
}

fn write_patch(
    entry: &PrintSchema,
    file: &Path,
    text: &str,
    place: &Place,
    column: &str,
) -> Result<Outcome, Error> {
    if place.is_key {
        return Err(Error::IgnoredKey(column.to_owned()));
    }
    let named = entry.patch_file.clone();
    let patch_file = named.unwrap_or_else(|| file.with_file_name(USUAL_PATCH));
    let wrong = |message: &dyn std::fmt::Display| Error::PatchFile {
        path: patch_file.clone(),
        message: message.to_string(),
    };
    let old = read(&patch_file)?.unwrap_or_default();
    // The schema file is what the patch made: the new one is for what it was made of.
    let printed = if old.is_empty() {
        text.to_owned()
    } else {
        let patch = diffy::Patch::from_str(&old).map_err(|error| wrong(&error))?;
        diffy::apply(text, &patch.reverse()).map_err(|error| wrong(&error))?
    };
    let lines = text.split_inclusive('\n').enumerate();
    let kept = lines.filter(|(at, _)| !(place.first..=place.last).contains(&(at + 1)));
    let wanted: String = kept.map(|(_, line)| line).collect();
    let text_of_patch = diffy::create_patch(&printed, &wanted).to_string();
    write(&patch_file, &text_of_patch)?;
    write(file, &wanted)?;
    report::note(format_args!("{} is written", shown(&patch_file)));
    report::note(format_args!(
        "{} has no `{}` any more",
        shown(file),
        place.rust_name
    ));
    if entry.patch_file.is_none() {
        report::note(format_args!(
            "help: add `patch_file = {:?}` to [print_schema] in diesel.toml",
            shown(&patch_file)
        ));
    }
    report::note(format_args!(
        "help: declare `ignore({})` in the model; drop the column once no release runs that lists it",
        place.rust_name
    ));
    Ok(Outcome::Done)
}

fn read(path: &Path) -> Result<Option<String>, Error> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::Read {
            path: path.to_owned(),
            error,
        }),
    }
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    atomic::write(path, text).map_err(|error| Error::Write {
        path: path.to_owned(),
        error,
    })
}
