//! The resident memory of this process, as Linux tells it.

use std::fs;

/// By how much it grows at most.
#[derive(Debug)]
pub(crate) struct Growth {
    before: u64,
}

impl Growth {
    /// From here on.
    pub(crate) fn begin() -> Self {
        // The highest so far becomes what it is now.
        fs::write("/proc/self/clear_refs", "5").unwrap();
        Self {
            before: bytes("VmRSS:"),
        }
    }

    /// Up to here, in bytes.
    pub(crate) fn end(self) -> u64 {
        bytes("VmHWM:").saturating_sub(self.before)
    }
}

fn bytes(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kibibytes: u64 = line
        .and_then(|line| line.trim().strip_suffix(" kB"))
        .and_then(|number| number.parse().ok())
        .unwrap();
    kibibytes << 10
}
