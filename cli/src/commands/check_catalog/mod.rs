//! The command `camshaft check-catalog`.

mod declared;

use similar::TextDiff;

use crate::commands::args::{CatalogArgs, Format};
use crate::commands::print_catalog::{Rendered, render};
use crate::database::url::DatabaseUrl;
use crate::error::{Error, OwnError};
use crate::util::path::shown;
use crate::util::report::{self, Outcome};

const EXIT_CODES: &str = "\
Exit codes:
  0  every catalog file is current
  1  a catalog file is not current, or an index may miss rows
  2  an error; the message says what to do";

/// Checks that each catalog file is current, and shows what print-catalog would change.
///
/// The command takes the options of print-catalog and writes nothing. It also lists the `pending`
/// declarations in the source, and reports which of them have their index now.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct CheckCatalogArgs {
    #[command(flatten)]
    pub(crate) catalog: CatalogArgs,
}

/// Shows what print-catalog would change.
pub(crate) fn run(args: &CatalogArgs) -> Result<Outcome, Error> {
    let mut outcome = Outcome::Done;
    let mut stale = String::new();
    for rendered in render(args)? {
        for line in &rendered.stale {
            stale.push_str(line);
            stale.push('\n');
        }
        if let Some(change) = change(&rendered)? {
            report::print(&change)?;
            outcome = Outcome::Stale;
        }
    }
    if outcome == Outcome::Stale {
        report::print(&format!("help: run `{}`\n", command(args)))?;
    }
    if !stale.is_empty() {
        report::print(&stale)?;
        outcome = Outcome::Stale;
    }
    report::print(&declared::list(args)?)?;
    Ok(outcome)
}

fn change(rendered: &Rendered) -> Result<Option<String>, Error> {
    let file = shown(rendered.file.as_deref().ok_or(CheckError::NothingToCheck)?);
    let Some(old) = &rendered.old else {
        return Ok(Some(format!("{file} does not exist\n")));
    };
    if *old == rendered.new {
        return Ok(None);
    }
    let diff = TextDiff::from_lines(old.as_str(), rendered.new.as_str());
    let diff = diff
        .unified_diff()
        .header(&file, "the database")
        .to_string();
    Ok(Some(format!("{file} is not current:\n{diff}")))
}

/// Returns the print-catalog command with the same options, without passwords.
fn command(args: &CatalogArgs) -> String {
    let mut command = vec!["camshaft".to_owned(), "print-catalog".to_owned()];
    let mut option = |name: &str, values: &[String]| {
        if !values.is_empty() {
            command.push(name.to_owned());
            command.extend(values.iter().map(|value| shell_word(value)));
        }
    };
    let path = |path: &Option<std::path::PathBuf>| -> Vec<String> {
        path.iter().map(|path| path.display().to_string()).collect()
    };
    let url = args
        .source
        .database_url
        .iter()
        // The command is printed, and may end in the log of a CI.
        .map(|url| DatabaseUrl::new(url).redacted());
    option("--database-url", &url.collect::<Vec<_>>());
    option("--config-file", &path(&args.source.config_file));
    option("--schema-module", args.schema_module.as_slice());
    option("--only-tables", &args.only_tables);
    option("--except-tables", &args.except_tables);
    option("--output", &path(&args.output));
    if args.format == Format::Json {
        option("--format", &["json".to_owned()]);
    }
    command.join(" ")
}

fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// An error of `camshaft check-catalog`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckError {
    #[error(
        "there is no catalog file to check\nhelp: pass --output, or set `file` in [print_schema] of diesel.toml"
    )]
    NothingToCheck,
}

impl OwnError for CheckError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::args::SourceArgs;

    #[test]
    fn the_command_repeats_the_options_but_no_password() {
        let args = CatalogArgs {
            source: SourceArgs {
                database_url: Some("postgres://u:secret@h/db".to_owned()),
                config_file: Some("my diesel.toml".into()),
            },
            only_tables: vec!["^users$".to_owned(), "it's".to_owned()],
            format: Format::Json,
            ..CatalogArgs::default()
        };
        assert_eq!(
            command(&args),
            "camshaft print-catalog --database-url 'postgres://u:***@h/db' \
             --config-file 'my diesel.toml' --only-tables '^users$' 'it'\\''s' --format json"
        );
        assert_eq!(command(&CatalogArgs::default()), "camshaft print-catalog");
    }
}
