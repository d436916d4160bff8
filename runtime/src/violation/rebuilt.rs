//! The names of indexes that PostgreSQL rebuilds.
//!
//! `REINDEX CONCURRENTLY` builds a second index beside the one that is there, and both refuse
//! duplicates until it is done. The second is called `users_email_ccnew`, and the first is called
//! `users_email_ccold` once they have changed places.

/// The longest name in bytes: `NAMEDATALEN` less one.
const LONGEST_NAME: usize = 63;

/// Returns whether PostgreSQL calls an index so while it rebuilds `index`.
///
/// The server cuts the name so that the suffix fits, and appends a number where an index that an
/// earlier `REINDEX` left has the name already.
pub(super) fn is_name_of_rebuilt(name: &str, index: &str) -> bool {
    let Some(at) = name.rfind("_cc") else {
        return false;
    };
    let (base, suffix) = name.split_at(at);
    let is_suffix = matches!(
        suffix.trim_end_matches(|digit: char| digit.is_ascii_digit()),
        "_ccnew" | "_ccold"
    );
    is_suffix && base == cut(index, LONGEST_NAME.saturating_sub(suffix.len()))
}

/// Returns the beginning of a name, in whole characters and so many bytes at most.
fn cut(name: &str, bytes: usize) -> &str {
    let mut end = bytes.min(name.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}

#[cfg(test)]
mod tests {
    use super::is_name_of_rebuilt;

    #[test]
    fn suffix_may_have_a_number() {
        for (name, expected) in [
            ("users_email_ccnew", true),
            ("users_email_ccold", true),
            ("users_email_ccnew3", true),
            ("users_email_ccold10", true),
            ("users_email", false),
            ("users_email_cc", false),
            ("users_email_cc1", false),
            ("users_email_ccnew_", false),
            ("users_emai_ccnew", false),
            ("_ccnew", false),
            ("", false),
        ] {
            assert_eq!(is_name_of_rebuilt(name, "users_email"), expected, "{name}");
        }
    }

    #[test]
    fn long_name_is_cut_for_its_suffix() {
        let index = "a".repeat(63);
        let name = |bytes: usize, suffix: &str| format!("{}{suffix}", "a".repeat(bytes));
        assert!(is_name_of_rebuilt(&name(57, "_ccnew"), &index));
        assert!(is_name_of_rebuilt(&name(56, "_ccnew1"), &index));
        assert!(!is_name_of_rebuilt(&name(57, "_ccnew1"), &index));
        assert!(!is_name_of_rebuilt(&name(56, "_ccnew"), &index));
    }

    #[test]
    fn name_is_cut_between_characters() {
        // The 57th byte is the first half of an `ä`.
        let index = format!("{}ääää", "a".repeat(56));
        let name = format!("{}_ccold", "a".repeat(56));
        assert!(is_name_of_rebuilt(&name, &index));
    }
}
