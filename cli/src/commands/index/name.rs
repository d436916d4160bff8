//! The name of the index: its greatest length, and the default.

use camshaft::catalog::Backend;
use camshaft::duplicates::{KeyElement, KeySpec};

use super::error::IndexError;
use crate::error::Error;

/// The lengths that PostgreSQL takes, in bytes, and MySQL, in characters.
const BYTES: usize = 63;
const CHARACTERS: usize = 64;

/// Refuses a name that the server would cut or refuse, or that is empty.
pub(super) fn check_length(backend: Backend, name: &str) -> Result<(), Error> {
    if name.is_empty() {
        return Err(IndexError::EmptyName.into());
    }
    let (length, longest, unit) = match backend {
        Backend::Postgres => (name.len(), BYTES, "bytes"),
        Backend::Mysql => (name.chars().count(), CHARACTERS, "characters"),
        Backend::Sqlite => return Ok(()),
    };
    if length <= longest {
        return Ok(());
    }
    Err(IndexError::Name {
        name: name.to_owned(),
        length: format!("{length} {unit}"),
        limit: format!("{backend} allows {longest}"),
    }
    .into())
}

/// Makes `users_email_key`, as PostgreSQL names it; what the server would cut off is left out.
pub(super) fn default_name(backend: Backend, spec: &KeySpec) -> String {
    let mut name = spec.table.clone();
    for key in &spec.keys {
        let text = match key {
            KeyElement::Column(text) | KeyElement::Expression(text) => text,
        };
        let words = text.split(|it: char| !it.is_alphanumeric() && it != '_');
        for word in words.filter(|it| !it.is_empty()) {
            name.push('_');
            name.push_str(word);
        }
    }
    let longest = match backend {
        Backend::Postgres => BYTES,
        Backend::Mysql | Backend::Sqlite => CHARACTERS,
    };
    let mut end = name.len().min(longest - "_key".len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.truncate(end);
    name + "_key"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_name_is_not_longer_than_the_server_takes() {
        let spec = KeySpec::of_columns("t", ["é".repeat(60)]);
        let name = default_name(Backend::Postgres, &spec);
        assert!(name.len() <= 63 && name.ends_with("é_key"), "{name}");
    }

    #[test]
    fn lengths_are_those_of_the_server() {
        let check = |backend, name: &str| check_length(backend, name).is_ok();
        assert!(check(Backend::Postgres, &"é".repeat(31)));
        assert!(!check(Backend::Postgres, &"é".repeat(32)));
        assert!(check(Backend::Mysql, &"é".repeat(64)));
        assert!(!check(Backend::Mysql, &"é".repeat(65)));
        assert!(check(Backend::Sqlite, &"é".repeat(500)));
        for backend in [Backend::Postgres, Backend::Mysql, Backend::Sqlite] {
            assert!(!check(backend, ""), "{backend}");
        }
    }
}
