//! The confirmation before anything is changed.

use std::io::{BufRead, IsTerminal, Write};

use camshaft::duplicates::KeySpec;
use camshaft::merge::Merge;

use super::args::CommonArgs;
use super::error::MergeCommandError;
use super::{render, warn};
use crate::database::Database;
use crate::error::Error;

/// The answer of the user; with `--yes`, or where nothing is to be done, it is `Yes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Yes,
    No,
}

/// Checks that the standard input is a terminal, unless `--yes` is given.
pub(crate) fn check_can_ask(common: &CommonArgs) -> Result<(), Error> {
    if common.yes || std::io::stdin().is_terminal() {
        Ok(())
    } else {
        Err(MergeCommandError::NotATerminal.into())
    }
}

/// Shows what would be done, and asks; with `--yes`, or where nothing is to be done, it does not.
pub(crate) fn confirm(
    database: &mut dyn Database,
    merge: &Merge,
    spec: &KeySpec,
    common: &CommonArgs,
) -> Result<Answer, Error> {
    if common.yes {
        return Ok(Answer::Yes);
    }
    let planned = database.dry_run(merge).map_err(|it| Error::merge(&it))?;
    warn::once(&planned);
    if planned.groups == 0 && planned.late == 0 {
        return Ok(Answer::Yes);
    }
    eprint!("{}", render::plan(spec, &planned));
    prompt("Merge them?")
}

/// Asks a question on the terminal.
pub(crate) fn prompt(question: &str) -> Result<Answer, Error> {
    eprint!("{question} [y/N] ");
    std::io::stderr()
        .flush()
        .map_err(MergeCommandError::Stdin)?;
    let mut answer = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(MergeCommandError::Stdin)?;
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" => Ok(Answer::Yes),
        _ => Ok(Answer::No),
    }
}
