//! The folder with the servers' data, and the account that they run under.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

/// The folder in which servers may keep data; it belongs to the account that they run under.
const FOLDER: &str = "CAMSHAFT_TEST_SERVERS";

/// Returns a variable that `./tests/run` sets.
pub(crate) fn variable(name: &str) -> PathBuf {
    std::env::var_os(name).map_or_else(
        || panic!("{name} is not set: `./tests/run` knows what it takes and sets it"),
        PathBuf::from,
    )
}

/// The data of one server, removed with this. The server makes the folder itself, as it owns it.
#[derive(Debug)]
pub(crate) struct Home {
    path: PathBuf,
}

impl Home {
    /// Creates an empty folder.
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let nth = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = variable(FOLDER).join(format!("{}-{nth}", std::process::id()));
        Self { path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the file of the server's messages, beside its data.
    pub(crate) fn log(&self) -> PathBuf {
        self.path.with_extension("log")
    }

    /// Returns the messages of the server so far.
    pub(crate) fn said(&self) -> String {
        fs::read_to_string(self.log()).unwrap_or_else(|error| error.to_string())
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let removed = fs::remove_dir_all(&self.path).and_then(|()| fs::remove_file(self.log()));
        if !thread::panicking() {
            removed.unwrap();
        }
    }
}

/// Returns a program that runs under the servers' account, without this process's environment, and gets
/// the signal of this name when the thread that starts it ends.
pub(crate) fn command(program: impl AsRef<OsStr>, signal: &str) -> Command {
    let folder = variable(FOLDER);
    let owner = fs::metadata(&folder).unwrap();
    let own = fs::metadata("/proc/self").unwrap().uid();
    assert!(
        owner.uid() != 0,
        "{FOLDER} must belong to another account than root, which servers refuse"
    );
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", signal]);
    if owner.uid() != own {
        command.arg(format!("--reuid={}", owner.uid()));
        command.arg(format!("--regid={}", owner.gid()));
        command.arg("--clear-groups");
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    command.arg("--").arg(program).current_dir("/");
    command.env_clear().env("PATH", path).env("LC_ALL", "C");
    command.env("HOME", folder);
    command
}
