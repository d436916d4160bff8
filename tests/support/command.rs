//! The command under test.

use std::path::Path;
use std::process::Command;

/// Returns `camshaft` in a folder, without the environment of the user who runs the tests.
pub(crate) fn camshaft(folder: &Path, database_url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_camshaft"));
    command
        .current_dir(folder)
        .env_remove("DIESEL_CONFIG_FILE")
        .env("DATABASE_URL", database_url);
    command
}
