//! The command `camshaft ignore`, which removes a column from what `diesel print-schema` prints.

mod error;

use std::path::{Path, PathBuf};

use diesel_table_macro_syntax::{ColumnDef, TableDecl};
use proc_macro2::{Group, TokenTree};
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Ident, Macro, Token};

use crate::error::Error;
use crate::project::ProjectError;
use crate::project::config::{self, PrintSchema};
use crate::util::path::{read_if_there, shown, write};
use crate::util::report::{self, Outcome};
use error::IgnoreError;

/// The patch file, where diesel.toml names none.
const DEFAULT_PATCH: &str = "schema.patch";

const EXIT_CODES: &str = "\
Exit codes:
  0  done: the patch file and the schema file are written
  2  an error; the message says what to do";

/// Removes a column from the output of `diesel print-schema`, in the release before the column is
/// dropped.
///
/// Diesel selects a column as long as `table!` lists it. The change is written into the patch file of
/// diesel.toml.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct IgnoreArgs {
    /// The column, such as `users.plan_limit` or `audit.events.plan_limit`.
    #[arg(value_name = "TABLE.COLUMN")]
    column: String,
    /// The diesel.toml file. Default: `DIESEL_CONFIG_FILE`, or the diesel.toml in this folder or the
    /// nearest one above it.
    #[arg(long, value_name = "FILE")]
    config_file: Option<PathBuf>,
}

pub(crate) fn run(args: &IgnoreArgs) -> Result<Outcome, Error> {
    let unknown = || IgnoreError::NoSuchColumn(args.column.clone());
    let (table, column) = args.column.rsplit_once('.').ok_or_else(unknown)?;
    let entries = config::read(args.config_file.as_deref())?;
    if entries.iter().all(|entry| entry.file.is_none()) {
        return Err(IgnoreError::NoPrintedFile.into());
    }
    for entry in entries {
        let Some(file) = &entry.file else { continue };
        let text = read_if_there(file)?.unwrap_or_default();
        let location = find(file, &text, table, column)?;
        if let Some(location) = location {
            return write_patch(&entry, file, &text, &location, column);
        }
    }
    Err(unknown().into())
}

/// The lines of a column.
#[derive(Clone, Copy)]
struct LineRange {
    first: usize,
    last: usize,
}

impl LineRange {
    const fn has(self, line: usize) -> bool {
        self.first <= line && line <= self.last
    }
}

/// A column in a schema file.
struct ColumnLocation {
    lines: LineRange,
    rust_name: String,
    is_key: bool,
    /// `true` if its lines hold nothing else.
    is_alone: bool,
}

fn find(
    file: &Path,
    text: &str,
    table: &str,
    column: &str,
) -> Result<Option<ColumnLocation>, Error> {
    let source = syn::parse_file(text).map_err(|error| ProjectError::Schema {
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
    found: Option<ColumnLocation>,
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
            // The columns are the last thing in it.
            if let (true, Some(TokenTree::Group(columns))) =
                (name == self.table, call.tokens.clone().into_iter().last())
            {
                self.found = location(&declared, &columns, self.column).or(self.found.take());
            }
        }
        visit::visit_macro(self, call);
    }
}

fn location(table: &TableDecl, columns: &Group, column: &str) -> Option<ColumnLocation> {
    let all = with_lines.parse2(columns.stream()).ok()?;
    let at = all.iter().position(|(_, it)| it.sql_name == column)?;
    let lines = all[at].0;
    let rust_name = all[at].1.column_name.to_string();
    let keys = table.primary_keys.iter().flat_map(|it| &it.keys);
    let mut keys: Vec<_> = keys.map(Ident::to_string).collect();
    if keys.is_empty() {
        keys.push("id".to_owned());
    }
    let braces = [columns.span_open(), columns.span_close()];
    let mut others = all.iter().enumerate().filter(|(nth, _)| *nth != at);
    let shares = others.any(|(_, (it, _))| lines.has(it.first) || lines.has(it.last))
        || braces.iter().any(|it| lines.has(it.start().line));
    Some(ColumnLocation {
        lines,
        is_key: keys.contains(&rust_name),
        is_alone: !shares,
        rust_name,
    })
}

/// Parses the columns, each with its lines, the lines of its attributes included.
fn with_lines(input: ParseStream<'_>) -> syn::Result<Vec<(LineRange, ColumnDef)>> {
    let mut columns = Vec::new();
    while !input.is_empty() {
        let first = input.span().start().line;
        let column: ColumnDef = input.parse()?;
        let last = column.tpe.span().end().line;
        columns.push((LineRange { first, last }, column));
        input.parse::<Option<Token![,]>>()?;
    }
    Ok(columns)
}

fn write_patch(
    entry: &PrintSchema,
    file: &Path,
    text: &str,
    location: &ColumnLocation,
    column: &str,
) -> Result<Outcome, Error> {
    if location.is_key {
        return Err(IgnoreError::PrimaryKey(column.to_owned()).into());
    }
    if !location.is_alone {
        return Err(IgnoreError::SharedLine {
            column: column.to_owned(),
            path: file.to_owned(),
        }
        .into());
    }
    let named = entry.patch_file.clone();
    let patch_file = named.unwrap_or_else(|| file.with_file_name(DEFAULT_PATCH));
    let wrong = |message: &dyn std::fmt::Display| IgnoreError::PatchFile {
        path: patch_file.clone(),
        message: message.to_string(),
    };
    let old = read_if_there(&patch_file)?.unwrap_or_default();
    // The schema file is what the patch made: the new one is for what it was made of.
    let printed = if old.is_empty() {
        text.to_owned()
    } else {
        let patch = diffy::Patch::from_str(&old).map_err(|error| wrong(&error))?;
        diffy::apply(text, &patch.reverse()).map_err(|error| wrong(&error))?
    };
    let lines = text.split_inclusive('\n').enumerate();
    let kept = lines.filter(|(at, _)| !location.lines.has(at + 1));
    let new_text: String = kept.map(|(_, line)| line).collect();
    let text_of_patch = diffy::create_patch(&printed, &new_text).to_string();
    write(&patch_file, &text_of_patch)?;
    write(file, &new_text)?;
    report::note(format_args!("wrote {}", shown(&patch_file)));
    report::note(format_args!(
        "removed `{1}` from {0}",
        shown(file),
        location.rust_name
    ));
    if entry.patch_file.is_none() {
        report::note(format_args!(
            "help: add `patch_file = {:?}` to [print_schema] in diesel.toml",
            shown(&patch_file)
        ));
    }
    report::note(format_args!(
        "help: declare `ignore({})` in the model; drop the column once no running release lists it",
        location.rust_name
    ));
    Ok(Outcome::Done)
}
