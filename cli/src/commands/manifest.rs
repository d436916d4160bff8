//! The command `camshaft manifest`, which prints what this release needs of its database.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::project::manifest::{Manifest, Project};
use crate::render::pretty;
use crate::util::path::{shown, write};
use crate::util::report::{self, Outcome};

const EXIT_CODES: &str = "\
Exit codes:
  0  done; with --check: the file is current
  1  with --check: the file is not current
  2  an error; the message says what to do";

/// The file that `camshaft::manifest!()` reads.
const DEFAULT_FILE: &str = "camshaft-manifest.json";

/// Prints what this release needs of its database: tables, columns, inserts and unique keys.
///
/// The command reads the schema files, the catalogs and the source, but no database. Store the manifest
/// with the release: while the release runs, `camshaft compat` checks new migrations against it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct ManifestArgs {
    /// The schema file. Default: those of diesel.toml, or `src/schema.rs`.
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
    /// The diesel.toml file. Default: the one in this folder.
    #[arg(long, value_name = "FILE", conflicts_with = "schema")]
    config_file: Option<PathBuf>,
    /// The file to write instead of the standard output. Without a name, it is
    /// `camshaft-manifest.json`, which `camshaft::manifest!()` embeds.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = DEFAULT_FILE)]
    output: Option<PathBuf>,
    /// Writes nothing, and fails if the file of --output is not current.
    #[arg(long, requires = "output")]
    check: bool,
    /// Prints the JSON Schema of manifests instead of a manifest.
    #[arg(long, conflicts_with_all = ["schema", "config_file", "output"])]
    json_schema: bool,
}

pub(crate) fn run(args: &ManifestArgs) -> Result<Outcome, Error> {
    if args.json_schema {
        report::print(&pretty(&schemars::schema_for!(Manifest)))?;
        return Ok(Outcome::Done);
    }
    let project = Project {
        folder: Path::new(""),
        schema: args.schema.as_deref(),
        config: args.config_file.as_deref(),
    };
    let text = pretty(&project.manifest()?);
    let Some(path) = &args.output else {
        report::print(&text)?;
        return Ok(Outcome::Done);
    };
    let written = std::fs::read_to_string(path).unwrap_or_default();
    let shown = shown(path);
    if written == text {
        report::note(format_args!("{shown} is current"));
    } else if args.check {
        report::note(format_args!(
            "{shown} is not current\nhelp: run `camshaft manifest --output {shown}`"
        ));
        return Ok(Outcome::Stale);
    } else {
        write(path, &text)?;
        report::note(format_args!("wrote {shown}"));
    }
    Ok(Outcome::Done)
}
