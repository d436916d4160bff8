//! The command `camshaft migration`: `diesel migration`, then the catalog.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::process::Command;

use clap::Subcommand;

use super::args::{CatalogArgs, SourceArgs};
use super::{check_catalog, print_catalog};
use crate::error::{Error, OwnError};
use crate::project::config;
use crate::util::report::{self, Outcome};

const EXIT_CODES: &str = "\
Exit codes:
  0  done; with --locked: every catalog file is current
  1  with --locked: a catalog file is not current, or an index may miss rows
  2  an error; the message says what to do

If `diesel` fails, its exit code is returned.";

/// Runs `diesel migration`, then print-catalog.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct MigrationArgs {
    #[command(subcommand)]
    pub(crate) command: MigrationCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MigrationCommand {
    /// Runs `diesel migration run`, then print-catalog.
    Run(MigrationRest),
    /// Runs `diesel migration redo`, then print-catalog.
    Redo(MigrationRest),
    /// Runs `diesel migration revert`, then print-catalog.
    Revert(MigrationRest),
}

// No doc comment: clap would take it for the help of the command.
#[derive(Debug, clap::Args)]
pub(crate) struct MigrationRest {
    /// The options of `diesel migration`, which are passed on unchanged. `--locked` is passed on as
    /// `--locked-schema`, and runs check-catalog, which writes nothing, instead of print-catalog.
    /// `--database-url` and `--config-file` apply to both.
    #[arg(
        value_name = "ARGS",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    rest: Vec<OsString>,
}

/// Runs `diesel migration`, and then print-catalog or check-catalog.
pub(crate) fn run(command: MigrationCommand) -> Result<Outcome, Error> {
    let (name, rest) = match command {
        MigrationCommand::Run(args) => ("run", args.rest),
        MigrationCommand::Redo(args) => ("redo", args.rest),
        MigrationCommand::Revert(args) => ("revert", args.rest),
    };
    let options = Options::parse(rest)?;
    match diesel(name, &options.diesel)? {
        0 => catalog(options),
        code => Ok(Outcome::Diesel(code)),
    }
}

/// The permission to write files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Write,
    Locked,
}

/// The options of `diesel`, and those of them that apply to the catalog, too.
#[derive(Debug)]
struct Options {
    mode: Mode,
    source: SourceArgs,
    diesel: Vec<OsString>,
}

impl Options {
    fn parse(rest: Vec<OsString>) -> Result<Self, Error> {
        let mut options = Self {
            mode: Mode::Write,
            source: SourceArgs::default(),
            diesel: Vec::new(),
        };
        let mut rest = rest.into_iter();
        while let Some(arg) = rest.next() {
            let text = arg.to_string_lossy().into_owned();
            let (name, inline) = match text.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (text.as_str(), None),
            };
            match name {
                "--locked" | "--locked-schema" => {
                    options.mode = Mode::Locked;
                    options.diesel.push("--locked-schema".into());
                }
                "--database-url" | "--config-file" => {
                    let value = inline
                        .or_else(|| {
                            rest.next()
                                .map(|value| value.to_string_lossy().into_owned())
                        })
                        .ok_or_else(|| MigrationError::NoValue(name.to_owned()))?;
                    options.diesel.extend([name.into(), value.clone().into()]);
                    options.source_option(name, value);
                }
                // Every other option is for `diesel` to accept or refuse.
                _ => options.diesel.push(arg),
            }
        }
        Ok(options)
    }

    fn source_option(&mut self, name: &str, value: String) {
        match name {
            "--database-url" => self.source.database_url = Some(value),
            _ => self.source.config_file = Some(value.into()),
        }
    }
}

/// Runs `diesel`, whose output goes to the user, and returns its exit code: 2 if a signal ended it.
fn diesel(name: &str, args: &[OsString]) -> Result<u8, Error> {
    let status = Command::new("diesel")
        .args(["migration", name])
        .args(args)
        .status();
    match status {
        Ok(status) => Ok(status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(2)),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(MigrationError::NoDiesel.into()),
        Err(error) => Err(MigrationError::Diesel(error).into()),
    }
}

fn catalog(options: Options) -> Result<Outcome, Error> {
    let entries = config::read(options.source.config_file.as_deref())?;
    if entries.iter().all(|entry| entry.file.is_none()) {
        report::note("no [print_schema] of diesel.toml has a `file`, so no catalog is written");
        return Ok(Outcome::Done);
    }
    let args = CatalogArgs {
        source: options.source,
        ..CatalogArgs::default()
    };
    match options.mode {
        Mode::Write => print_catalog::run(&args),
        // A locked run writes no file, and fails where a catalog would change.
        Mode::Locked => check_catalog::run(&args),
    }
}

/// An error of `camshaft migration`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MigrationError {
    #[error("`{0}` needs a value")]
    NoValue(String),
    #[error(
        "`diesel` is not on the PATH\n\
         help: cargo install diesel_cli --no-default-features --features sqlite-bundled (or postgres, or mysql)"
    )]
    NoDiesel,
    #[error("cannot start `diesel`: {0}")]
    Diesel(std::io::Error),
}

impl OwnError for MigrationError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Options {
        Options::parse(args.iter().map(OsString::from).collect()).unwrap()
    }

    #[test]
    fn options_for_both_are_found_wherever_they_stand() {
        let options = parse(&[
            "--all",
            "--database-url",
            "a.db",
            "--config-file=d.toml",
            "-n",
            "2",
        ]);
        assert_eq!(options.mode, Mode::Write);
        assert_eq!(options.source.database_url.as_deref(), Some("a.db"));
        assert_eq!(options.source.config_file, Some("d.toml".into()));
        assert_eq!(
            options.diesel,
            [
                "--all",
                "--database-url",
                "a.db",
                "--config-file",
                "d.toml",
                "-n",
                "2"
            ]
        );
    }

    #[test]
    fn locked_is_named_as_diesel_names_it() {
        for name in ["--locked", "--locked-schema"] {
            let options = parse(&[name]);
            assert_eq!(
                (options.mode, options.diesel),
                (Mode::Locked, vec!["--locked-schema".into()])
            );
        }
    }

    #[test]
    fn a_missing_value_is_an_error() {
        let error = Options::parse(vec!["--database-url".into()]).unwrap_err();
        assert_eq!(error.to_string(), "`--database-url` needs a value");
    }
}
