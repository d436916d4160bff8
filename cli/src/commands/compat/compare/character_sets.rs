//! The character sets of MySQL, by the characters that a column can hold.

use super::types::Change;

/// Compares two sets by their names.
pub(super) fn change(old: &str, new: &str) -> Change {
    let (old, new) = (canonical(old), canonical(new));
    let (before, after) = (Extent::of(old), Extent::of(new));
    if old == new || (before == after && before != Extent::Some) {
        Change::Same
    } else if after > before {
        Change::Widened
    } else {
        Change::Narrowed
    }
}

/// Replaces the short name that MariaDB and older servers have for it.
fn canonical(name: &str) -> &str {
    if name == "utf8" { "utf8mb3" } else { name }
}

/// The characters that a set has; each holds those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Extent {
    Ascii,
    /// The characters of some languages: no two sets hold the same.
    Some,
    /// The characters of Unicode that UTF-8 writes in three bytes.
    BasicPlane,
    Unicode,
}

impl Extent {
    fn of(name: &str) -> Self {
        match name {
            "ascii" => Self::Ascii,
            "utf8mb3" | "ucs2" => Self::BasicPlane,
            "utf8mb4" | "utf16" | "utf16le" | "utf32" | "gb18030" => Self::Unicode,
            _ => Self::Some,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Change::{Narrowed, Same, Widened};
    use super::*;

    #[test]
    fn a_set_holds_what_it_has_characters_for() {
        for (old, new, expected) in [
            ("utf8mb4", "utf8mb4", Same),
            ("utf8mb4", "utf16", Same),
            ("utf8", "utf8mb3", Same),
            ("utf8mb4", "utf8mb3", Narrowed),
            ("utf8mb4", "latin1", Narrowed),
            ("utf8mb3", "latin2", Narrowed),
            ("latin1", "latin2", Narrowed),
            ("latin1", "ascii", Narrowed),
            ("ascii", "latin1", Widened),
            ("latin1", "utf8mb3", Widened),
            ("utf8mb3", "utf8mb4", Widened),
        ] {
            assert_eq!(change(old, new), expected, "{old} to {new}");
        }
    }
}
