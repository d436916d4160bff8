//! Ctrl-C: once, to stop after what is in hand; twice, to end at once.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::Error;

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// What a shell reports of a process that SIGINT ended.
const EXIT_CODE: i32 = 130;

/// From now on, what is in hand is finished first.
pub(crate) fn listen() -> Result<(), Error> {
    let handle = || {
        if REQUESTED.swap(true, Ordering::SeqCst) {
            std::process::exit(EXIT_CODE);
        }
        eprintln!("\nwhat is in hand is finished first; Ctrl-C again ends at once");
    };
    ctrlc::set_handler(handle).map_err(|error| Error::Signals(error.to_string()))
}

/// Whether Ctrl-C was pressed.
pub(crate) fn is_requested() -> bool {
    REQUESTED.load(Ordering::SeqCst)
}
