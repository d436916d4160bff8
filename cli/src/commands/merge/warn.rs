//! What is worth knowing, printed once however often it is found.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use camshaft::merge::Report;

use crate::util::report::warning;

static PRINTED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// On the standard error, unless it was printed before.
pub(crate) fn once(report: &Report) {
    let mut printed = PRINTED.lock().unwrap_or_else(PoisonError::into_inner);
    for text in report.warnings.iter().map(ToString::to_string) {
        if !printed.contains(&text) {
            warning(&text);
            printed.insert(text);
        }
    }
}
