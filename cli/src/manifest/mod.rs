//! `camshaft manifest`: what this release needs of its database.

mod declared;
mod document;
mod project;

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::report::{self, Outcome};
use crate::{atomic, print_catalog};

use document::VERSION;
pub(crate) use document::{Insert, Manifest, Needed, NeededColumn, UniqueKey};
pub(crate) use project::Project;

/// Where `camshaft::manifest!()` looks for it.
const USUAL_FILE: &str = "camshaft-manifest.json";

#[derive(Debug, clap::Args)]
pub(crate) struct ManifestArgs {
    /// The schema file. Without it, those of diesel.toml, or `src/schema.rs`.
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
    /// The diesel.toml. Without it, that of this folder.
    #[arg(long, value_name = "FILE", conflicts_with = "schema")]
    config_file: Option<PathBuf>,
    /// The file to write, instead of the standard output; without a name `camshaft-manifest.json`, which
    /// `camshaft::manifest!()` embeds.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = USUAL_FILE)]
    output: Option<PathBuf>,
    /// Writes nothing: fails where the file of --output is not what would be written.
    #[arg(long, requires = "output")]
    check: bool,
    /// Prints the JSON Schema of a manifest instead.
    #[arg(long, conflicts_with_all = ["schema", "config_file", "output"])]
    json_schema: bool,
}

pub(crate) fn run(args: &ManifestArgs) -> Result<Outcome, Error> {
    if args.json_schema {
        report::print(&to_json(&schemars::schema_for!(Manifest)))?;
        return Ok(Outcome::Done);
    }
    let project = Project {
        folder: Path::new(""),
        schema: args.schema.as_deref(),
        config: args.config_file.as_deref(),
    };
    let text = to_json(&project.manifest()?);
    let Some(path) = &args.output else {
        report::print(&text)?;
        return Ok(Outcome::Done);
    };
    let written = std::fs::read_to_string(path).unwrap_or_default();
    let shown = print_catalog::shown(path);
    if written == text {
        report::note(format_args!("{shown} is current"));
    } else if args.check {
        report::note(format_args!(
            "{shown} is not current\nhelp: run `camshaft manifest --output {shown}`"
        ));
        return Ok(Outcome::Stale);
    } else {
        atomic::write(path, &text).map_err(|error| Error::Write {
            path: path.clone(),
            error,
        })?;
        report::note(format_args!("{shown} is written"));
    }
    Ok(Outcome::Done)
}

/// Reads a manifest that was stored.
pub(crate) fn read(path: &Path) -> Result<Manifest, Error> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::Read {
        path: path.to_owned(),
        error,
    })?;
    let not_one = |problem: String| Error::NotAManifest {
        path: path.to_owned(),
        problem,
    };
    let value: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| not_one(error.to_string()))?;
    match value.get("version").and_then(serde_json::Value::as_u64) {
        Some(version) if version == u64::from(VERSION) => {}
        Some(version) => {
            return Err(not_one(format!(
                "its version is {version}, and this camshaft reads {VERSION}"
            )));
        }
        None => return Err(not_one("it has no version".to_owned())),
    }
    serde_json::from_value(value).map_err(|error| not_one(error.to_string()))
}

fn to_json(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).map_or_else(
        |error| panic!("a manifest cannot be written as JSON, please report it to https://github.com/camshaft-rs/camshaft: {error}"),
        |text| text + "\n",
    )
}
