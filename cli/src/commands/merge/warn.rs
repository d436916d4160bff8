//! What is worth knowing, said once however often it is found.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use camshaft::merge::Report;

use crate::util::report::warning;

static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// On the standard error, unless it was said before.
pub(crate) fn once(report: &Report) {
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    for text in report.warnings.iter().map(ToString::to_string) {
        if !said.contains(&text) {
            warning(&text);
            said.insert(text);
        }
    }
}
