//! The handling of Ctrl-C: pressed once, it stops after the current transaction; pressed twice, at
//! once.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::Error;

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// The exit code that a shell reports for a process that SIGINT ended.
const EXIT_CODE: i32 = 130;

/// Installs the handler: from now on, the first Ctrl-C only sets a flag.
pub(crate) fn listen() -> Result<(), Error> {
    let handle = || {
        if REQUESTED.swap(true, Ordering::SeqCst) {
            std::process::exit(EXIT_CODE);
        }
        eprintln!("\nstopping after the current transaction; press Ctrl-C again to exit at once");
    };
    ctrlc::set_handler(handle).map_err(|error| Error::Signals(error.to_string()))
}

/// Returns whether Ctrl-C was pressed.
pub(crate) fn is_requested() -> bool {
    REQUESTED.load(Ordering::SeqCst)
}
