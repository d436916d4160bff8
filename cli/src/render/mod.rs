//! The rendering of facts as Rust, as JSON, and as phrases.

pub(crate) mod json;
pub(crate) mod phrases;
pub(crate) mod rust;
pub(crate) mod stale_indexes;

use serde::Serialize;

/// Returns an object on lines of its own.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value);
    text.unwrap_or_else(|error| {
        panic!("an object cannot be written as JSON, please report it to https://github.com/camshaft-rs/camshaft: {error}")
    }) + "\n"
}
