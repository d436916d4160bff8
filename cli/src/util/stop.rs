//! Ctrl-C: once, to stop after what is in hand; twice, to end at once.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::Error;

static ASKED: AtomicBool = AtomicBool::new(false);

/// What a shell reports of a process that SIGINT ended.
const ENDED: i32 = 130;

/// From now on, what is in hand is finished first.
pub(crate) fn listen() -> Result<(), Error> {
    let handle = || {
        if ASKED.swap(true, Ordering::SeqCst) {
            std::process::exit(ENDED);
        }
        eprintln!("\nwhat is in hand is finished first; Ctrl-C again ends at once");
    };
    ctrlc::set_handler(handle).map_err(|error| Error::Signals(error.to_string()))
}

/// Whether Ctrl-C was pressed.
pub(crate) fn is_asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}
