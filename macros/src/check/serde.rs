//! `alias(old as new, serde)`: a derive writes no attributes for another one, but it can ask for them.

use syn::ext::IdentExt as _;
use syn::{Error, Result};

use camshaft_syntax::model::{Alias, Field, Model};

/// Checks that serde reads the field by both names; the error has the line that is missing.
pub(super) fn check_alias(alias: &Alias, field: &Field, model: &Model) -> Result<()> {
    let Some(word) = &alias.serde else {
        return Ok(());
    };
    let name = field.name.unraw();
    if field.serde.unnamed {
        let message = format!(
            "serde reads the field `{name}` by no name, as its `#[serde(..)]` says: leave out `serde`"
        );
        return Err(Error::new(word.span(), message));
    }
    let renamed = |name: &str| renamed(name, model.rename_all.as_deref());
    let own = renamed(&name.to_string());
    let read = field.serde.rename.clone().unwrap_or_else(|| own.clone());
    // Where the field has the new name already, the old one is its column's.
    let other = if alias.new.unraw() == name {
        &alias.old
    } else {
        &alias.new
    };
    let other = renamed(&other.unraw().to_string());
    let wanted = if read == other { own } else { other };
    if read == wanted || field.serde.aliases.contains(&wanted) {
        return Ok(());
    }
    let message = format!(
        "serde does not read the field `{name}` by the name `{wanted}`: write `#[serde(alias = {wanted:?})]` above it"
    );
    Err(Error::new(word.span(), message))
}

/// A field's name as serde reads it by `rename_all`.
fn renamed(name: &str, rule: Option<&str>) -> String {
    match rule {
        Some("UPPERCASE" | "SCREAMING_SNAKE_CASE") => name.to_ascii_uppercase(),
        Some("PascalCase") => pascal_case(name),
        Some("camelCase") => {
            let name = pascal_case(name);
            let mut characters = name.chars();
            let first = characters.next().map(|it| it.to_ascii_lowercase());
            first.into_iter().chain(characters).collect()
        }
        Some("kebab-case") => name.replace('_', "-"),
        Some("SCREAMING-KEBAB-CASE") => name.to_ascii_uppercase().replace('_', "-"),
        // `lowercase` and `snake_case` leave fields as they are.
        _ => name.to_owned(),
    }
}

fn pascal_case(name: &str) -> String {
    let capitalized = |word: &str| {
        let mut characters = word.chars();
        let first = characters.next().map(|it| it.to_ascii_uppercase());
        first.into_iter().chain(characters).collect::<String>()
    };
    name.split('_').map(capitalized).collect()
}

#[cfg(test)]
mod tests {
    use super::renamed;

    #[test]
    fn a_field_is_renamed_as_serde_renames_it() {
        let cases = [
            (None, "full_name"),
            (Some("lowercase"), "full_name"),
            (Some("snake_case"), "full_name"),
            (Some("UPPERCASE"), "FULL_NAME"),
            (Some("SCREAMING_SNAKE_CASE"), "FULL_NAME"),
            (Some("PascalCase"), "FullName"),
            (Some("camelCase"), "fullName"),
            (Some("kebab-case"), "full-name"),
            (Some("SCREAMING-KEBAB-CASE"), "FULL-NAME"),
        ];
        for (rule, expected) in cases {
            assert_eq!(renamed("full_name", rule), expected, "{rule:?}");
        }
        assert_eq!(renamed("a__b", Some("camelCase")), "aB");
    }
}
