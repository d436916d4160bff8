//! Guesses of English: the user is told that they are guesses.

/// The singular of the last word of a name, as `user_detail` of `user_details`.
pub(crate) fn singular(name: &str) -> String {
    match name.rsplit_once('_') {
        Some((head, last)) => format!("{head}_{}", singular_word(last)),
        None => singular_word(name),
    }
}

fn singular_word(word: &str) -> String {
    let irregular = match word {
        "people" => "person",
        "children" => "child",
        "indices" => "index",
        "media" | "data" | "news" | "series" | "species" => word,
        "movies" => "movie",
        "statuses" => "status",
        "aliases" => "alias",
        _ => "",
    };
    if !irregular.is_empty() {
        return irregular.to_owned();
    }
    let keep =
        |ending: &str, new: &str| word.strip_suffix(ending).map(|stem| format!("{stem}{new}"));
    keep("ies", "y")
        .or_else(|| {
            ["ss", "us", "is"]
                .iter()
                .find_map(|ending| keep(ending, ending))
        })
        .or_else(|| {
            ["sses", "shes", "ches", "xes", "zes"]
                .iter()
                .find_map(|ending| keep(ending, &ending[..ending.len() - 2]))
        })
        .or_else(|| keep("s", "").filter(|stem| !stem.is_empty()))
        .unwrap_or_else(|| word.to_owned())
}

/// `UserDetail` of `user_detail`.
pub(crate) fn camel_case(name: &str) -> String {
    name.split('_').map(capitalised).collect()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(letters)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn singulars_are_guessed() {
        for (plural, one) in [
            ("users", "user"),
            ("user_details", "user_detail"),
            ("categories", "category"),
            ("addresses", "address"),
            ("branches", "branch"),
            ("boxes", "box"),
            ("houses", "house"),
            ("statuses", "status"),
            ("address", "address"),
            ("status", "status"),
            ("people", "person"),
            ("metadata", "metadata"),
            ("s", "s"),
        ] {
            assert_eq!(singular(plural), one);
        }
    }

    #[test]
    fn structs_are_in_camel_case() {
        assert_eq!(camel_case("user_detail"), "UserDetail");
    }
}
