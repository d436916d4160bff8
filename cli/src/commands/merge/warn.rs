//! The warnings of a merge, each printed once.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use camshaft::merge::Report;

use crate::util::report::warning;

static PRINTED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Prints the warnings on the standard error, unless they were printed before.
pub(crate) fn once(report: &Report) {
    let mut printed = PRINTED.lock().unwrap_or_else(PoisonError::into_inner);
    for text in report.warnings.iter().map(ToString::to_string) {
        if !printed.contains(&text) {
            warning(&text);
            printed.insert(text);
        }
    }
}
